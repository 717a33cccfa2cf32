internal import SweepModel

/// Which attempts of unfinished tasks were handed out and taken away again, and from whom: a result of theirs
/// may still come, and counts if it is the first.
struct FormerHolders: Sendable {
  private struct Handout: Sendable {
    var attempt: UInt32
    var worker: WorkerID
    var streamedValues = 0
  }

  /// Attempts that are remembered of one task, the newest ones: a worker that takes tasks only to lose them
  /// fills no memory.
  static let limit = 16

  private var handouts: [TaskNumber: [Handout]] = [:]

  /// The attempt is no longer the worker's.
  mutating func add(_ task: TaskNumber, attempt: Int, worker: WorkerID) {
    guard let attempt = UInt32(exactly: attempt), attempt > 0 else { return }
    handouts[task, default: []].append(Handout(attempt: attempt, worker: worker))
    if let count = handouts[task]?.count, count > FormerHolders.limit {
      handouts[task]?.removeFirst(count - FormerHolders.limit)
    }
  }

  /// Whether the attempt was with one of these workers.
  func contains(_ task: TaskNumber, attempt: Int, among isOne: (WorkerID) -> Bool) -> Bool {
    guard let known = handouts[task] else { return false }
    return known.contains { Int($0.attempt) == attempt && isOne($0.worker) }
  }

  /// Counts values that come late; false where none of these workers had the attempt, or it has streamed too many.
  mutating func streamed(
    _ task: TaskNumber, attempt: Int, among isOne: (WorkerID) -> Bool, values: Int, limit: Int
  ) -> Bool {
    guard
      let place = handouts[task]?.firstIndex(where: { Int($0.attempt) == attempt && isOne($0.worker) }),
      let before = handouts[task]?[place].streamedValues, before + values <= limit
    else { return false }
    handouts[task]?[place].streamedValues = before + values
    return true
  }

  /// The task has its result.
  mutating func forget(_ task: TaskNumber) {
    if !handouts.isEmpty { handouts[task] = nil }
  }
}
