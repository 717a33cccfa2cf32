internal import GRDB
internal import Synchronization

extension Journal {
  /// Writes records in order and the files that they name, in one transaction that is on disk when this returns.
  ///
  /// Small files go into the transaction. Large ones become files of the ``ArtifactStore`` before it, all in one
  /// go; where the transaction fails, they stay and do no harm.
  ///
  /// Batches of hundreds share one flush. Where it throws, nothing of the batch was written, and the same
  /// batch may be committed again, for instance once a full disk has room. Committing a batch twice, as after
  /// a lost acknowledgement, leaves what committing it once does.
  ///
  /// - Throws: ``JournalError/diskFull(path:freeBytes:doing:)`` and the others that a write can meet;
  ///   ``JournalError/rejected(path:reason:)`` for a task or sweep that the journal does not have.
  package func commit(
    _ records: [JournalRecord], artifacts: [ArtifactContent] = []
  ) throws(JournalError) {
    if records.isEmpty, artifacts.isEmpty { return }
    try directory.artifacts.store(artifacts.filter { !$0.isSmall })
    let newNames = try transaction("record \(records.count) records") { database, change in
      // Names that a failed transaction gave out never existed; the copy keeps them from being remembered.
      var writer = try RecordWriter(database, names: names.withLock { $0 })
      if !artifacts.isEmpty { try Contents(database).write(artifacts.filter(\.isSmall)) }
      for record in records { try writer.write(record) }
      change = writer.change
      return writer.names
    }
    names.withLock { $0 = newNames }
  }
}
