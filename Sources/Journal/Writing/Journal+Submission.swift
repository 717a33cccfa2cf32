package import SweepModel

extension Journal {
  /// Starts a sweep whose tasks follow in chunks, so that other records can be committed in between.
  ///
  /// - Returns: its number, or the sweep that the same resolved spec already is.
  package func beginSubmission(_ header: SweepHeader) throws(JournalError) -> SubmissionStart {
    try transaction("begin a submission") { try Submissions($0).begin(header, &$1) }
  }

  /// Appends tasks of a sweep that was begun; on disk when this returns.
  ///
  /// Task ids are random, so each chunk rewrites most of their index: chunks of about 50 000 rows take a
  /// fraction of a second each, and many small ones take longer in all.
  ///
  /// - Returns: for each row, in order, the task's number and what earlier sweeps have made of it.
  /// - Throws: ``JournalError/rejected(path:reason:)`` where an ordinal comes twice, or where the sweep is
  ///   not being submitted.
  package func appendTasks(
    _ rows: [PlannedTaskRow], to sweep: SweepNumber
  ) throws(JournalError) -> [AppendedTask] {
    try transaction("append \(rows.count) tasks") { try Submissions($0).append(rows, to: sweep, &$1) }
  }

  /// Says why tasks of a refined sweep that was begun are planned.
  package func placeTasks(_ runs: [PlacementRun], of sweep: SweepNumber) throws(JournalError) {
    try transaction("record the first points") { try Submissions($0).place(runs, in: sweep) }
  }

  /// Appends a round to a refined sweep that runs: its tasks, why they were planned, and the larger number of
  /// planned tasks, all of it or nothing.
  ///
  /// - Parameters:
  ///   - rows: with ordinals that go on behind the sweep's last.
  ///   - runs: of one round, the one behind the sweep's last, so that a round is written once.
  /// - Throws: ``JournalError/rejected(path:reason:)`` where the sweep has gone on or was cancelled.
  package func extend(
    _ sweep: SweepNumber, with rows: [PlannedTaskRow], runs: [PlacementRun]
  ) throws(JournalError) -> [AppendedTask] {
    try transaction("add \(rows.count) tasks to a sweep") {
      try Placements($0).extend(sweep, rows: rows, runs: runs, &$1)
    }
  }

  /// Looks whether all tasks of a sweep that was begun are there. ``JournalRecord/sweepSubmitted(_:)`` then makes it
  /// active.
  ///
  /// - Throws: ``JournalError/rejected(path:reason:)`` where tasks are missing.
  package func checkSubmission(_ sweep: SweepNumber) throws(JournalError) {
    try access("check a submission") { try Submissions($0).check(sweep) }
  }

  /// Deletes a sweep whose submission will not finish, and the tasks that no other sweep has.
  package func abandonSubmission(_ sweep: SweepNumber) throws(JournalError) {
    try transaction("abandon a submission") { try Submissions($0).abandon(sweep, &$1) }
  }
}
