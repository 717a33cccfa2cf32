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

  /// Attempts that are remembered of all tasks; beyond it those of the task that was added to longest ago are forgotten,
  /// and late results of them are done again.
  private let total: Int

  private var handouts: [TaskNumber: [Handout]] = [:]
  /// How many there are.
  private(set) var count = 0
  /// The tasks in the order in which they were added to; a task that has been forgotten, or stands further behind as
  /// well, is passed over.
  private var order: [(task: TaskNumber, number: Int)] = []
  private var first = 0
  private var newest: [TaskNumber: Int] = [:]
  private var nextNumber = 0

  init(total: Int = 1 << 17) { self.total = total }

  /// The attempt is no longer the worker's.
  mutating func add(_ task: TaskNumber, attempt: Int, worker: WorkerID) {
    guard let attempt = UInt32(exactly: attempt), attempt > 0 else { return }
    handouts[task, default: []].append(Handout(attempt: attempt, worker: worker))
    count += 1
    if let known = handouts[task]?.count, known > FormerHolders.limit {
      handouts[task]?.removeFirst(known - FormerHolders.limit)
      count -= known - FormerHolders.limit
    }
    nextNumber += 1
    newest[task] = nextNumber
    order.append((task, nextNumber))
    while count > total, first < order.count { forgetOldest() }
    if order.count > 2 * total + 64 { compact() }
  }

  private mutating func forgetOldest() {
    let (task, number) = order[first]
    first += 1
    if newest[task] == number { forget(task) }
  }

  private mutating func compact() {
    order = order[first...].filter { newest[$0.task] == $0.number }
    first = 0
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
    guard !handouts.isEmpty, let forgotten = handouts.removeValue(forKey: task) else { return }
    count -= forgotten.count
    newest[task] = nil
  }
}
