internal import Messages
internal import Platform
package import Web

/// What watches over a coordinator asks for: `/metrics` for Prometheus, `/livez` and `/readyz` for whoever restarts it.
package struct MetricsEndpoint: WebHandler {
  private let readings: Readings

  /// - Parameters:
  ///   - version: this program's.
  ///   - threads: ask the coordinator.
  package init(version: String, threads: AnswerThreads) {
    readings = Readings(version: version, threads: threads)
  }

  package func answer(_ request: WebRequest) async -> WebAnswer {
    guard request.method != .post else { return WebAnswer(status: 405, headers: [("Allow", "GET, HEAD")]) }
    switch request.path {
    case ["metrics"], ["livez"], ["readyz"]: break
    case []: return .text("percolate: /metrics, /livez and /readyz are here\n")
    default: return .text("there is no such address; /metrics, /livez and /readyz are here\n", status: 404)
    }
    let reading: Reading
    do { reading = try await readings.newest() } catch {
      return .text("the coordinator does not answer: \(error)\n", status: 503)
    }
    switch request.path {
    case ["metrics"]: return .text(reading.text, type: MetricsText.mediaType)
    case ["readyz"]:
      if let trouble = reading.trouble { return .text("not ready: \(trouble)\n", status: 503) }
      return .text("ok\n")
    default: return .text("ok\n")
    }
  }
}

private struct Reading: Sendable {
  var text: String
  var trouble: String?
  /// Monotonic seconds.
  var readAt: Double
}

/// Asks once for however many want to know within a second.
private actor Readings {
  private static let patience = 5.0
  private let version: String
  private let threads: AnswerThreads
  private var newest: Reading?
  private var reading: Task<Reading, any Error>?

  init(version: String, threads: AnswerThreads) {
    self.version = version
    self.threads = threads
  }

  func newest() async throws -> Reading {
    if let newest, MonotonicClock.seconds - newest.readAt < 1 { return newest }
    if let reading { return try await reading.value }
    let (version, threads) = (version, threads)
    let task = Task { () async throws -> Reading in
      try await threads.ask { source in
        let status: StatusDocument = try source.answer(.status(), within: Readings.patience)
        let operation: OperationDocument = try source.answer(
          .operation(.init()), within: Readings.patience)
        return Reading(
          text: MetricsText.text(status, operation, version: version), trouble: status.trouble,
          readAt: MonotonicClock.seconds)
      }
    }
    reading = task
    defer { reading = nil }
    let result = try await task.value
    newest = result
    return result
  }
}
