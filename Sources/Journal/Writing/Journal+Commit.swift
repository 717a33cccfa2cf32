internal import GRDB
internal import Synchronization

extension Journal {
  /// Writes records in order, in one transaction that is on disk when this returns.
  ///
  /// Batches of hundreds share one flush. Where it throws, nothing of the batch was written, and the same
  /// batch may be committed again, for instance once a full disk has room. Committing a batch twice, as after
  /// a lost acknowledgement, leaves what committing it once does.
  ///
  /// - Returns: the results that were dropped because their task had one.
  /// - Throws: ``JournalError/diskFull(path:freeBytes:doing:)`` and the others that a write can meet;
  ///   ``JournalError/rejected(path:reason:)`` for a task or sweep that the journal does not have.
  @discardableResult
  package func commit(_ records: [JournalRecord]) throws(JournalError) -> CommitOutcome {
    if records.isEmpty { return CommitOutcome() }
    let (outcome, newNames) = try transaction("record \(records.count) records") { database in
      // Names that a failed transaction gave out never existed; the copy keeps them from being remembered.
      var writer = try RecordWriter(database, names: names.withLock { $0 })
      for record in records { try writer.write(record) }
      return (writer.outcome, writer.names)
    }
    names.withLock { $0 = newNames }
    return outcome
  }
}
