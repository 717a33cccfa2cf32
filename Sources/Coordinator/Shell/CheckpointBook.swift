internal import Journal
internal import SweepModel

/// The newest checkpoint of each unfinished task.
///
/// Content stays in memory until the journal's thread has written it, because a task that is handed back is
/// often leased again sooner than that.
struct CheckpointBook {
  private var records: [TaskNumber: CheckpointRecord] = [:]
  private var fresh: [TaskNumber: (tag: UInt64, content: [UInt8])] = [:]
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

  /// The content where it may not be on disk yet.
  func freshContent(of task: TaskNumber) -> [UInt8]? { fresh[task]?.content }

  /// Notes a new checkpoint.
  ///
  /// - Returns: the file that nobody names any more, if any.
  mutating func save(
    _ record: CheckpointRecord, content: [UInt8], of task: TaskNumber, tag: UInt64
  ) -> Digest? {
    uses[record.digest, default: 0] += 1
    let replaced = records.updateValue(record, forKey: task)
    fresh[task] = (tag, content)
    return replaced.flatMap { release($0.digest) }
  }

  /// The task needs its checkpoint no more.
  ///
  /// - Returns: the file that nobody names any more, if any.
  mutating func drop(_ task: TaskNumber) -> Digest? {
    fresh[task] = nil
    return records.removeValue(forKey: task).flatMap { release($0.digest) }
  }

  /// What was saved up to this tag can be read from disk.
  mutating func becameDurable(upTo tag: UInt64) {
    guard !fresh.isEmpty else { return }
    fresh = fresh.filter { $0.value.tag > tag }
  }

  private mutating func release(_ digest: Digest) -> Digest? {
    guard let count = uses[digest] else { return nil }
    uses[digest] = count > 1 ? count - 1 : nil
    return count > 1 ? nil : digest
  }
}
