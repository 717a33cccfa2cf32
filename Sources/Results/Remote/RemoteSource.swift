internal import Analysis
package import Foundation
package import Journal
package import Messages
package import SweepModel
internal import SwiftProtobuf

/// Asks a coordinator, and gives its documents as the rows that they were made of.
///
/// What comes over the network is not trusted: a page that does not lead on, a digest that is none and bytes that
/// do not hash to their name are errors.
package struct RemoteSource: ResultSource, ChangeSource {
  /// Tasks of a page at most: what a coordinator sends.
  private static let taskLimit = 20_000

  private let catalog: ExperimentCatalog
  private let ask: (WireQuery.OneOf_Question) throws -> Data
  private let askAhead: (WireQuery.OneOf_Question) throws -> Void

  /// - Parameters:
  ///   - catalog: whose schemas give rows their types.
  ///   - ask: sends a question, and gives what answers it.
  ///   - askAhead: told which question comes next where a page leads on, so that its answer can be made while this one
  ///     is read.
  package init(
    catalog: ExperimentCatalog, ask: @escaping (WireQuery.OneOf_Question) throws -> Data,
    askAhead: @escaping (WireQuery.OneOf_Question) throws -> Void = { _ in }
  ) {
    self.catalog = catalog
    self.ask = ask
    self.askAhead = askAhead
  }

  private func document<D: Document>(_ question: WireQuery.OneOf_Question) throws -> D {
    try D.read(ask(question))
  }

  package func sweep(_ selector: String) throws -> SweepDetails {
    let document: SweepDocument = try document(.sweep(selector))
    guard let id = Digest(hex: document.digest) else { throw ResultError.noDigest(found: document.digest) }
    guard let condition = SweepCondition(rawValue: document.state) else {
      throw ResultError.unknownState(document.state)
    }
    return SweepDetails(
      id: SweepID(id), name: document.name, experiment: document.experiment,
      version: document.experimentVersion, condition: condition, submittedAt: document.submittedAt,
      census: document.census,
      exclusions: document.exclusions.map { .init(reason: $0.reason, count: $0.count) },
      resolved: document.resolved, source: document.source, file: document.file,
      commit: document.commit.flatMap { CommitHash($0) },
      attemptSeconds: document.attemptSeconds, firstResultAt: document.firstResultAt,
      lastResultAt: document.lastResultAt, coordinatorVersion: document.coordinatorVersion,
      coordinatorHost: document.coordinatorHost)
  }

  package func tasks(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord> {
    if statuses?.isEmpty == true { return Page([]) }
    // Excluded combinations are no tasks, and are not asked for.
    let wanted = (statuses ?? []).subtracting([.excluded]).sorted { $0.rawValue < $1.rawValue }
    if statuses != nil, wanted.isEmpty { return Page([]) }
    let limit = min(max(1, limit), RemoteSource.taskLimit)
    func question(_ start: Int) -> WireQuery.OneOf_Question {
      .rows(of: sweep.id.digest.hex, wanted, from: start, limit: limit)
    }
    let answer = try ask(question(ordinal))
    let rows: WireTaskRows
    do { rows = try WireTaskRows(serializedBytes: answer) } catch {
      throw ResultError.malformedRows("\(error)")
    }
    let last = rows.rows.count >= limit ? rows.rows.last.flatMap { Int(exactly: $0.ordinal) } : nil
    let next = last.flatMap { JournalSource.following($0) }
    if let next { try askAhead(question(next)) }
    return Page(try rows.records(ParameterTyping(sweep, catalog)), next: next)
  }

  package func metrics(
    of sweep: SweepDetails, named name: String?, from ordinal: Int
  ) throws -> Page<MetricSeries> {
    func question(_ start: Int) -> WireQuery.OneOf_Question {
      .metrics(of: sweep.id.digest.hex, named: name ?? "", from: start)
    }
    let page: MetricsDocument = try document(question(ordinal))
    if let next = page.nextOrdinal { try askAhead(question(next)) }
    return Page(page.series.map(MetricSeries.init), next: page.nextOrdinal)
  }

  package func artifacts(of sweep: SweepDetails, from ordinal: Int) throws -> Page<TaskArtifact> {
    let page: ArtifactsDocument = try document(
      .artifacts(of: sweep.id.digest.hex, from: ordinal))
    return Page(
      try page.artifacts.map { row in
        guard let digest = Digest(hex: row.digest) else { throw ResultError.noDigest(found: row.digest) }
        return TaskArtifact(
          ordinal: row.ordinal, name: row.name, mediaType: row.mediaType, digest: digest, size: row.size)
      }, next: page.nextOrdinal)
  }

  package func piece(of artifact: Digest, from offset: Int) throws -> ArtifactPiece {
    let piece: ArtifactDocument = try document(.artifact(artifact, from: offset))
    return ArtifactPiece(bytes: Array(piece.content), size: piece.size)
  }

  package func placements(of sweep: SweepDetails, from index: Int) throws -> Page<PlacementRun> {
    let page: PlacementsDocument = try document(
      .placements(of: sweep.id.digest.hex, from: index))
    return Page(
      page.placements.map {
        PlacementRun(ordinal: $0.ordinal, count: $0.count, round: $0.round, reason: $0.reason)
      }, next: page.nextOffset)
  }

  package func failures(of sweep: SweepDetails, from ordinal: Int, limit: Int) throws -> Page<FailedTask> {
    let page: FailuresDocument = try document(
      .failures(of: sweep.id.digest.hex, from: ordinal, limit: max(1, limit)))
    let records = try self.records(page.failures.map(\.task), of: sweep)
    return Page(
      zip(records, page.failures).map { record, row in
        FailedTask(
          task: record,
          attempts: row.attempts.map {
            .init(
              number: $0.number, outcome: $0.outcome, worker: $0.worker, host: $0.host,
              startedAt: $0.startedAt, seconds: $0.seconds, reason: $0.reason, log: $0.log)
          })
      }, next: page.nextOrdinal)
  }

  package func workers(of sweep: SweepDetails) throws -> [WorkerContribution] {
    let document: SweepDocument = try document(.sweep(sweep.id.digest.hex))
    return document.workers.map {
      WorkerContribution(
        id: $0.id, host: $0.host, cpu: $0.cpu, instructionSet: $0.instructionSet, slots: $0.slots,
        version: $0.version, tasks: $0.tasks, seconds: $0.seconds)
    }
  }

  package func columns(of sweep: SweepDetails) throws -> ColumnNames {
    let document: ColumnsDocument = try document(.columns(of: sweep.id.digest.hex))
    return ColumnNames(parameters: document.parameters, metrics: document.metrics)
  }

  package func stateVersion() throws -> UInt64 {
    let status: StatusDocument = try document(.status())
    return status.stateVersion
  }

  /// The numbers of the tasks that changed since a version of the state, perhaps with others between them, and the version to
  /// ask from next time; nil where that is too long ago.
  func changedNumbers(
    of sweep: SweepDetails, since version: UInt64
  ) throws -> (tasks: [ClosedRange<Int>], version: UInt64)? {
    let page: ChangesDocument = try document(.changedNumbers(of: sweep.id.digest.hex, since: version))
    guard page.isComplete else { return nil }
    let bounds = page.numbers ?? []
    var ranges: [ClosedRange<Int>] = []
    for index in stride(from: 0, to: bounds.count - 1, by: 2) {
      let (low, high) = (bounds[index], bounds[index + 1])
      guard low <= high, ranges.last.map({ $0.upperBound < low }) ?? true else {
        throw ResultError.malformedRows("the tasks from \(low) to \(high) come after others of those numbers")
      }
      ranges.append(low...high)
    }
    return (ranges, page.stateVersion)
  }

  package func changes(
    of sweep: SweepDetails, since version: UInt64, streaming metrics: [String]
  ) throws -> TaskChanges? {
    var changes: TaskChanges?
    var next: Int? = 0
    while let offset = next {
      let page: ChangesDocument = try document(
        .changes(of: sweep.id.digest.hex, since: version, with: metrics, from: offset))
      guard page.isComplete else { return nil }
      let records = try records(page.tasks, of: sweep)
      // Of what changes between two pages the next question tells again.
      if changes == nil { changes = TaskChanges(version: page.stateVersion, tasks: [], series: []) }
      changes?.tasks += records
      changes?.series += page.series.map(MetricSeries.init)
      if let following = page.nextOffset, following <= offset { throw ResultError.stuckPage(at: offset) }
      next = page.nextOffset
    }
    return changes
  }

  private func records(_ rows: [TasksDocument.Row], of sweep: SweepDetails) throws -> [TaskRecord] {
    let typing = ParameterTyping(sweep, catalog)
    return try rows.map { row in
      guard var record = row.record else { throw ResultError.noDigest(found: row.id) }
      record.parameters = typing.typed(record.parameters)
      return record
    }
  }
}

extension MetricSeries {
  fileprivate init(_ series: MetricsDocument.Series) {
    self.init(
      ordinal: series.ordinal, name: series.name,
      samples: zip(series.steps, series.values).map { .init(step: $0, value: $1) })
  }
}
