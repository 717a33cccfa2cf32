internal import Results
internal import SweepModel

/// Which of the connected workers the words of a command mean: `all`, an id or its beginning, or the name of a host.
enum WorkerSelection {
  /// Each worker once, in the order of `workers`.
  ///
  /// - Parameter workers: in the order in which they first came.
  /// - Throws: ``SelectionError`` for the first word that means no worker, or part of several ids.
  static func select(
    _ selectors: [String], from workers: [ConnectedWorker]
  ) throws(SelectionError) -> [ConnectedWorker] {
    var chosen: Set<WorkerSession> = []
    for selector in selectors {
      for worker in try select(selector, from: workers) { chosen.insert(worker.session) }
    }
    return workers.filter { chosen.contains($0.session) }
  }

  private static func select(
    _ selector: String, from workers: [ConnectedWorker]
  ) throws(SelectionError) -> [ConnectedWorker] {
    if selector == "all" { return workers }
    let onHost = workers.filter { $0.host == selector }
    guard onHost.isEmpty else { return onHost }
    let named = workers.filter {
      !selector.isEmpty && $0.session.worker.description.hasPrefix(selector)
    }
    guard named.count < 2 else {
      throw SelectionError("several workers begin with `\(selector.prefix(100))`: give more digits of the id")
    }
    guard !named.isEmpty else {
      throw .unknown(
        "connected worker or host", selector,
        known: workers.map { ($0.host, "\($0.session.worker) on \($0.host)") })
    }
    return named
  }
}
