internal import Journal
internal import SweepModel

/// The newest checkpoint of each unfinished task.
struct CheckpointBook {
  private var records: [TaskNumber: CheckpointRecord] = [:]
  /// How many tasks name each file: equal checkpoints are one file.
  private var uses: [Digest: Int] = [:]

  init() {}

  init(_ records: [TaskNumber: CheckpointRecord]) {
    self.records = records
    for record in records.values { uses[record.digest, default: 0] += 1 }
  }

  /// Every file that a task names.
  var digests: Set<Digest> { Set(uses.keys) }

  subscript(task: TaskNumber) -> CheckpointRecord? { records[task] }

  /// Notes a new checkpoint.
  ///
  /// - Returns: the file that nobody names any more, if any.
  mutating func save(_ record: CheckpointRecord, of task: TaskNumber) -> Digest? {
    uses[record.digest, default: 0] += 1
    let replaced = records.updateValue(record, forKey: task)
    return replaced.flatMap { release($0.digest) }
  }

  /// The task needs its checkpoint no more.
  ///
  /// - Returns: the file that nobody names any more, if any.
  mutating func drop(_ task: TaskNumber) -> Digest? {
    return records.removeValue(forKey: task).flatMap { release($0.digest) }
  }

  private mutating func release(_ digest: Digest) -> Digest? {
    guard let count = uses[digest] else { return nil }
    uses[digest] = count > 1 ? count - 1 : nil
    return count > 1 ? nil : digest
  }
}
