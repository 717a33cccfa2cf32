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
  public var point: TaskPoint
  /// Final metrics; empty unless done.
  public var finals: TaskMetrics
  /// Wall seconds of the attempt that gave the result.
  public var seconds: Double?
  /// Why the task failed, was cancelled or excluded.
  public var reason: String?

  public init(
    ordinal: Int, id: TaskID, replicate: Int, status: TaskStatus, attempt: Int = 0,
    parameters: Parameters, metrics: [String: Double] = [:], seconds: Double? = nil, reason: String? = nil
  ) {
    self.init(
      ordinal: ordinal, id: id, replicate: replicate, status: status, attempt: attempt,
      point: TaskPoint(parameters), finals: TaskMetrics(metrics), seconds: seconds, reason: reason)
  }

  /// The same with parameters and metrics that share memory with those of other tasks.
  public init(
    ordinal: Int, id: TaskID, replicate: Int, status: TaskStatus, attempt: Int, point: TaskPoint,
    finals: TaskMetrics = .none, seconds: Double? = nil, reason: String? = nil
  ) {
    self.ordinal = ordinal
    self.id = id
    self.replicate = replicate
    self.status = status
    self.attempt = attempt
    self.point = point
    self.finals = finals
    self.seconds = seconds
    self.reason = reason
  }

  /// The parameters by name, made at each call: where one of them is wanted, ask ``point``.
  public var parameters: Parameters {
    get { point.parameters }
    set { point = TaskPoint(newValue) }
  }

  /// The final metrics by name, made at each call: where one of them is wanted, ask ``finals``.
  public var metrics: [String: Double] {
    get { finals.metrics }
    set { finals = TaskMetrics(newValue) }
  }
}
