internal import SweepModel

/// The GPUs that a worker shares out to its tasks, by the names that CUDA knows them by.
package struct GPUDevices: Hashable, Sendable {
  /// Indices, or names such as `GPU-8932f937`.
  package let names: [String]

  package init(names: [String]) { self.names = names }

  /// - Parameters:
  ///   - visible: CUDA_VISIBLE_DEVICES, as a batch system sets it for a job; nil where it is not set.
  ///   - count: how many to share out; nil for all that are visible, or none where that is not said.
  /// - Throws: `Problem` where more are asked for than are visible.
  package init(visible: String?, count: Int?) throws(Problem) {
    guard let visible else {
      names = (0..<(count ?? 0)).map(String.init)
      return
    }
    // CUDA sees nothing from the first one on that there cannot be.
    let listed = visible.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
      .prefix { !$0.isEmpty && $0 != "-1" && $0 != "NoDevFiles" }
    if let count, count > listed.count {
      throw Problem(
        "--gpus is \(count), and CUDA_VISIBLE_DEVICES (`\(PlainText.line(visible, limit: 200))`) lets this worker see "
          + "\(listed.count); ask for fewer")
    }
    names = Array(listed.prefix(count ?? listed.count))
  }

  package struct Problem: Error, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }
  }
}
