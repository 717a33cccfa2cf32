/// An attempt that ended as its task did not mean it to end, which another attempt need not meet.
public struct TaskBroke: Error, Sendable, Hashable, CustomStringConvertible {
  /// How, and whose fault that was.
  public var outcome: AttemptOutcome
  /// A sentence for the report.
  public var description: String

  public init(_ outcome: AttemptOutcome, _ description: String) {
    self.outcome = outcome
    self.description = description
  }
}
