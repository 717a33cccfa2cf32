/// How many of a sweep's tasks are where. The six counts always sum to ``planned``.
public struct Census: Hashable, Sendable, Codable {
  public var done = 0
  public var failed = 0
  public var cancelled = 0
  /// Combinations that the spec excludes, with a reason each.
  public var excluded = 0
  public var running = 0
  public var pending = 0

  public init() {}

  /// How many tasks have a status.
  public subscript(status: TaskStatus) -> Int {
    get {
      switch status {
      case .done: done
      case .failed: failed
      case .cancelled: cancelled
      case .excluded: excluded
      case .running: running
      case .pending: pending
      }
    }
    set {
      switch status {
      case .done: done = newValue
      case .failed: failed = newValue
      case .cancelled: cancelled = newValue
      case .excluded: excluded = newValue
      case .running: running = newValue
      case .pending: pending = newValue
      }
    }
  }

  /// planned = done + failed + cancelled + excluded + running + pending.
  ///
  /// Wraps around on counts that only a damaged journal can hold, so that it is refused and does not trap.
  public var planned: Int { done &+ failed &+ cancelled &+ excluded &+ running &+ pending }

  /// Nothing is left to run.
  public var isFinished: Bool { running == 0 && pending == 0 }
}
