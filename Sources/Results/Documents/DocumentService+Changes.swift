internal import Journal
internal import Messages
internal import SweepModel

extension DocumentService {
  /// Tasks and streamed values of a page, but for a task that has more.
  private static let changesLimit = 20_000
  /// Ranges of numbers that are told, so that the answer stays small however scattered the changes are.
  private static let rangeLimit = 500

  /// A page of the tasks that changed.
  ///
  /// - Parameter changes: which did; nil where no coordinator is running.
  func changes(_ query: WireChangesQuery, _ changes: LiveKnowledge.Changes?) throws -> ChangesDocument {
    guard let changes else { throw SelectionError("only a running coordinator knows what has changed") }
    let sweep = try source.stored(query.selector)
    var document = ChangesDocument(
      sweep: "\(sweep.header.id)", stateVersion: changes.version, isComplete: changes.tasks != nil)
    guard let runs = changes.tasks?() else { return document }
    if query.onlyNumbers {
      document.numbers = NearbyRanges.joined(runs, limit: DocumentService.rangeLimit)
        .flatMap { [$0.lowerBound, $0.upperBound] }
      return document
    }
    let changed = try reader.changedTasks(
      of: sweep.number, numbered: runs, streaming: query.metrics, from: Int(clamping: query.offset),
      limit: DocumentService.changesLimit, points: source.points.of(sweep))
    var series: [MetricSeries] = []
    for row in changed.metrics { MetricSeries.append(row.row, of: row.ordinal, to: &series) }
    document.tasks = changed.tasks.map { TasksDocument.Row($0) }
    document.series = series.map(MetricsDocument.Series.init)
    document.nextOffset = changed.next
    return document
  }
}
