/// What came of one host.
package struct HostResult: Codable, Equatable, Sendable {
  /// How it ended.
  package enum Status: String, Codable, Sendable {
    case started
    /// It ran before; nothing was changed.
    case running
    /// It was told to leave, and does so within its grace period.
    case stopping
    /// There was nothing to stop.
    case idle
    case failed
  }

  /// The host, as the hosts file calls it.
  package var host: String
  package var status: Status
  /// Process id there, where one runs.
  package var process: Int?
  /// Why it failed, or nil.
  package var reason: String?

  package init(host: String, status: Status, process: Int? = nil, reason: String? = nil) {
    self.host = host
    self.status = status
    self.process = process
    self.reason = reason
  }

  /// The sentence for people.
  package var description: String {
    let number = process.map { " (process \($0))" } ?? ""
    return switch status {
    case .started: "\(host): started\(number)"
    case .running: "\(host): already running\(number)"
    case .stopping: "\(host): told to leave\(number)"
    case .idle: "\(host): no worker is running"
    case .failed: "\(host): failed: \(reason ?? "no reason was given")"
    }
  }
}
