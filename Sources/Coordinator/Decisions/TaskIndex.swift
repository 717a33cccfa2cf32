internal import SweepModel

/// Task ids by number and back, for every task of the journal.
struct TaskIndex {
  private var ids: [TaskID?] = []
  private var numbers: [TaskID: Int32] = [:]

  var count: Int { numbers.count }

  /// Makes room for many more tasks at once: growing step by step, the table of a million would be hashed
  /// twenty times, while heartbeats wait. A few are left to the usual growth.
  mutating func reserve(adding count: Int) {
    guard count > 10_000 else { return }
    ids.reserveCapacity(ids.count + count + 1)
    numbers.reserveCapacity(numbers.count + count)
  }

  /// Adds those of a sweep's tasks that are not known yet.
  mutating func add(_ tasks: [(id: TaskID, number: TaskNumber)]) {
    let unknown = tasks.filter { self[$0.number] == nil }
    reserve(adding: unknown.count)
    for (id, number) in unknown { add(id, number) }
  }

  mutating func add(_ id: TaskID, _ number: TaskNumber) {
    guard number.value >= 0, let short = Int32(exactly: number.value) else { return }
    while ids.count <= number.value { ids.append(nil) }
    ids[number.value] = id
    numbers[id] = short
  }

  /// Forgets a task that no sweep plans any more.
  mutating func remove(_ number: TaskNumber) {
    guard let id = self[number] else { return }
    ids[number.value] = nil
    numbers[id] = nil
  }

  subscript(id: TaskID) -> TaskNumber? { numbers[id].map { TaskNumber(Int($0)) } }

  subscript(number: TaskNumber) -> TaskID? {
    ids.indices.contains(number.value) ? ids[number.value] : nil
  }

  /// The task whose id's bytes came off the wire.
  func number(bytes: some Collection<UInt8>) -> TaskNumber? {
    Digest(bytes: bytes).flatMap { self[TaskID($0)] }
  }
}
