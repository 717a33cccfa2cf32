/// Where a task is.
public enum TaskStatus: String, Sendable, Hashable, CaseIterable, Codable {
  case pending, running, done, failed, cancelled, excluded

  /// Whether nothing more happens to the task by itself.
  public var hasEnded: Bool { self != .pending && self != .running }
}

/// One task of one sweep as reports, tables and exports see it.
public struct TaskRecord: Sendable {
  /// The task's place in the sweep's expansion, from 0.
  public var ordinal: Int
  public var id: TaskID
  public var replicate: Int
  public var status: TaskStatus
  /// The attempt that gave the result, or the latest one; 0 before the first.
  public var attempt: Int
  /// Every parameter, defaults filled in.
  public var parameters: Parameters
  /// Final metrics by name; empty unless done.
  public var metrics: [String: Double]
  /// Wall seconds of the attempt that gave the result.
  public var seconds: Double?
  /// Why the task failed, was cancelled or excluded.
  public var reason: String?

  public init(
    ordinal: Int, id: TaskID, replicate: Int, status: TaskStatus, attempt: Int = 0,
    parameters: Parameters, metrics: [String: Double] = [:], seconds: Double? = nil, reason: String? = nil
  ) {
    self.ordinal = ordinal
    self.id = id
    self.replicate = replicate
    self.status = status
    self.attempt = attempt
    self.parameters = parameters
    self.metrics = metrics
    self.seconds = seconds
    self.reason = reason
  }
}
