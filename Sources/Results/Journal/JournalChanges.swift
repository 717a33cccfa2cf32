internal import Journal
internal import SweepModel

/// Has the coordinator tell which tasks changed, and reads them from its journal beside it: however much happens, it costs
/// the coordinator a look at its memory.
package struct JournalChanges: ChangeSource {
  /// Tasks and streamed values that are read at a time, but for a task that has more.
  private static let pageLimit = 20_000

  private let remote: RemoteSource
  private let journal: JournalSource

  /// - Parameter journal: the coordinator's own, while it writes it.
  package init(_ remote: RemoteSource, in journal: JournalSource) {
    self.remote = remote
    self.journal = journal
  }

  package func stateVersion() throws -> UInt64 { try remote.stateVersion() }

  package func changes(
    of sweep: SweepDetails, since version: UInt64, streaming metrics: [String]
  ) throws -> TaskChanges? {
    guard let told = try remote.changedNumbers(of: sweep, since: version) else { return nil }
    let stored = try journal.stored(sweep.id.digest.hex)
    var changes = TaskChanges(version: told.version, tasks: [], series: [])
    var next: Int? = Int.min
    while let number = next {
      let page = try journal.reader.changedTasks(
        of: stored.number, numbered: told.tasks, streaming: metrics, from: number,
        limit: JournalChanges.pageLimit,
        points: journal.points.of(stored))
      for row in page.metrics { MetricSeries.append(row.row, of: row.ordinal, to: &changes.series) }
      changes.tasks += page.tasks
      next = page.next
    }
    return changes
  }
}
