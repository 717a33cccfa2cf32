package import Foundation
package import Journal
package import Messages
package import SweepModel
internal import Transport

/// Answers questions from the journal: for a coordinator's clients, and for commands that read a data
/// directory with no coordinator running. Both get the same documents.
package struct DocumentService: Sendable {
  let reader: JournalReader
  /// This program's own, for reports.
  let version: String

  package init(reader: JournalReader, version: String) {
    self.reader = reader
    self.version = version
  }

  /// The document that a query asks for, as JSON.
  ///
  /// - Throws: ``SelectionError`` for a question that cannot be answered, ``JournalError`` otherwise.
  package func document(
    _ query: WireQuery, explanation: (@Sendable (TaskNumber) -> String?)? = nil
  ) throws -> Data {
    switch query.question {
    case .status(let query): try status(query.selector).json()
    case .tasks(let query): try tasks(query).json()
    case .sweep(let query): try sweep(query.selector).json()
    case .explain(let query): try explain(query.task, explanation).json()
    case .keys: try KeysDocument(reader.keys()).json()
    case .metrics(let query): try metrics(query).json()
    case .placements(let query): try placements(query).json()
    case .artifact(let query): try artifact(query).json()
    case .workers: throw SelectionError("only a running coordinator knows which workers are connected")
    case nil:
      throw SelectionError(
        "this coordinator does not know the question; it is an older release than the one that asks, "
          + "or the question is empty")
    }
  }

  func find(_ selector: String) throws -> StoredSweep {
    let sweeps = try reader.sweeps()
    let chosen = try SweepSelection.select(
      selector, from: sweeps.map { ($0.number, $0.header.id, $0.header.name) })
    guard let number = chosen.last, chosen.count == 1,
      let sweep = sweeps.first(where: { $0.number == number })
    else { throw SelectionError("`\(selector)` means \(chosen.count) sweeps; name one") }
    return sweep
  }

  /// The status without a coordinator: what the journal says.
  private func status(_ selector: String) throws -> StatusDocument {
    let sweeps = try reader.sweeps()
    let chosen =
      try selector.isEmpty
      ? sweeps.map(\.number)
      : SweepSelection.select(selector, from: sweeps.map { ($0.number, $0.header.id, $0.header.name) })
    let rows = try sweeps.filter { chosen.contains($0.number) }.map { sweep in
      let census = try reader.census(of: sweep.number)
      let refinement = try RefinementStatus(sweep, in: reader)
      let isFinished = SweepCondition.isFinished(census, refinement)
      return StatusDocument.SweepStatus(
        id: "\(sweep.header.id)", name: sweep.header.name, experiment: sweep.header.experiment,
        state: SweepCondition(sweep.state, isFinished: isFinished).rawValue,
        priority: sweep.header.priority, planned: census.planned, census: census,
        submittedAt: sweep.header.submittedAt, commit: sweep.header.commit?.description,
        refinement: refinement)
    }
    return StatusDocument(
      sweeps: rows, workers: 0, slots: 0, stateVersion: 0, isAtRest: true, duplicateResults: 0, lateResults: 0
    )
  }

  private func sweep(_ selector: String) throws -> SweepDocument {
    let stored = try find(selector)
    let header = stored.header
    let census = try reader.census(of: stored.number)
    var filter = RecordFilter()
    filter.statuses = [.failed, .cancelled]
    let workers = try reader.workers()
    let known = Dictionary(workers.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
    let failures = try reader.records(of: stored.number, matching: filter, limit: 200).map { record in
      SweepDocument.Failure(
        task: record.id.digest.hex, ordinal: record.ordinal,
        parameters: record.parameters.mapValues { ParameterJSON($0) }, status: record.status,
        attempts: try reader.tasks(matching: record.id.digest.hex, limit: 1)
          .flatMap { try attempts(of: $0.number, workers: known) })
    }
    let refinement = try RefinementStatus(stored, in: reader)
    let runs = try reader.placements(of: stored.number)
    let isFinished = SweepCondition.isFinished(census, refinement)
    let notes = try reader.notes()
    let span = try reader.resultSpan(of: stored.number)
    return SweepDocument(
      id: "\(header.id)", name: header.name, experiment: header.experiment,
      experimentVersion: header.version,
      state: SweepCondition(stored.state, isFinished: isFinished).rawValue,
      submittedAt: header.submittedAt, planned: census.planned, census: census,
      exclusions: header.exclusions.map { .init(count: $0.count, reason: $0.reason) },
      resolved: header.resolved, source: header.source, file: header.file,
      commit: header.commit?.description, failures: failures,
      workers: try reader.shares(of: stored.number).compactMap { share in
        guard let worker = workers.first(where: { $0.number == share.worker }) else { return nil }
        return .init(
          id: "\(worker.id)", host: worker.host, cpu: worker.cpu, instructionSet: worker.instructionSet,
          slots: worker.slots, version: worker.version, tasks: share.tasks, seconds: share.seconds)
      },
      attemptSeconds: try reader.attemptSeconds(of: stored.number), firstResultAt: span?.lowerBound,
      lastResultAt: span?.upperBound, coordinatorVersion: version,
      coordinatorHost: notes["host"] ?? "",
      placements: runs.isEmpty
        ? nil
        : runs.prefix(PlacementsDocument.page).map {
          .init(ordinal: $0.ordinal, count: $0.count, round: $0.round, reason: $0.reason)
        })
  }

  /// What a refined sweep planned for which reason, behind the first page that is part of `sweep`.
  private func placements(_ query: WirePlacementsQuery) throws -> PlacementsDocument {
    let sweep = try find(query.selector)
    let runs = try reader.placements(of: sweep.number).dropFirst(Int(clamping: query.offset))
    return PlacementsDocument(
      sweep: "\(sweep.header.id)", offset: Int(clamping: query.offset),
      placements: runs.prefix(PlacementsDocument.page).map {
        .init(ordinal: $0.ordinal, count: $0.count, round: $0.round, reason: $0.reason)
      })
  }

  private func attempts(
    of task: TaskNumber, workers: [Int: WorkerRecord]
  ) throws -> [ExplainDocument.Attempt] {
    try reader.attempts(of: task).map { attempt in
      .init(
        number: attempt.number, outcome: attempt.outcome,
        worker: attempt.worker.flatMap { workers[$0]?.id.description },
        host: attempt.worker.flatMap { workers[$0]?.host },
        startedAt: attempt.startedAt, seconds: attempt.seconds, reason: attempt.reason, log: attempt.log)
    }
  }

  private func explain(
    _ selector: String, _ explanation: (@Sendable (TaskNumber) -> String?)?
  ) throws -> ExplainDocument {
    let found = try reader.tasks(matching: selector, limit: 3)
    guard let task = found.first else { throw SelectionError("there is no task `\(selector.prefix(100))`") }
    guard found.count == 1 else {
      throw SelectionError("several tasks begin with `\(selector)`: give more digits of the id")
    }
    let definitions = try reader.definitions(of: [task.number])
    let sweeps = try reader.sweeps()
    let members = try reader.memberships(of: task.number)
    guard let member = members.first,
      let record = try reader.records(
        of: member.sweep, matching: RecordFilter(fromOrdinal: member.ordinal), limit: 1
      ).first
    else { throw SelectionError("task \(task.id) is in no sweep any more") }
    let workers = Dictionary(
      try reader.workers().map { ($0.number, $0) }, uniquingKeysWith: { $1 })
    let attempts = try attempts(of: task.number, workers: workers)
    return ExplainDocument(
      task: TasksDocument.Row(record),
      sweeps: members.compactMap { member in
        sweeps.first { $0.number == member.sweep }.map { "\($0.header.name) (\($0.header.id))" }
      },
      explanation: explanation?(task.number) ?? sentence(for: task, after: attempts.last?.outcome),
      placements: try placements(members, sweeps),
      attempts: attempts,
      definition: definitions[task.number].map { String(decoding: $0, as: UTF8.self) } ?? "",
      result: try reader.resultDigest(of: task.number)?.hex,
      artifacts: try reader.artifacts(of: task.number).map {
        .init(name: $0.name, mediaType: $0.mediaType, digest: $0.digest.hex, size: $0.size)
      })
  }

  /// Why refined sweeps planned a task; nil where none did.
  private func placements(_ members: [LoadedMember], _ sweeps: [StoredSweep]) throws -> [String]? {
    let sentences = try members.compactMap { member -> String? in
      let runs = try reader.placements(of: member.sweep)
      guard let run = runs.last(where: { $0.ordinal <= member.ordinal }),
        let name = sweeps.first(where: { $0.number == member.sweep })?.header.name
      else { return nil }
      return "Round \(run.round) of \(name) planned it: \(run.reason)"
    }
    return sentences.isEmpty ? nil : sentences
  }

  /// What the journal alone says of a task.
  private func sentence(for task: StoredTask, after outcome: AttemptOutcome?) -> String {
    switch task.status {
    case .done: "It is done: attempt \(task.resultAttempt ?? task.attempts) gave its result."
    case .failed:
      "It failed: \(task.reason ?? "no reason was recorded"). "
        + (outcome == .failed && task.breaks == 1
          ? "It was not tried again by itself, because the same task ends the same way again. " : "")
        + "`percolate retry \(task.id)` runs it again."
    case .cancelled: "It was cancelled: \(task.reason ?? "no reason was given")."
    case .excluded: "It is excluded by the spec."
    case .pending, .running: "It is not finished, and no coordinator is running on this directory."
    }
  }

  private func metrics(_ query: WireMetricsQuery) throws -> MetricsDocument {
    let sweep = try find(query.selector)
    var page = MetricsDocument(sweep: "\(sweep.header.id)")
    let limit = query.limit == 0 ? 100_000 : Int(min(query.limit, 500_000))
    let name = query.metric.isEmpty ? nil : query.metric
    var last: TaskNumber?
    var count = 0
    try reader.metrics(
      of: sweep.number, named: name, fromOrdinal: Int(clamping: query.offset), limit: limit + 1
    ) { row in
      last = row.task
      count += 1
      page.append(ordinal: row.ordinal, row.row)
    }
    guard count > limit, let last, let cut = page.series.last?.ordinal else { return page }
    // A page ends between two tasks, so that the next one can begin at an ordinal. A task with more values
    // than fit is a page of its own.
    page.series.removeAll { $0.ordinal == cut }
    page.nextOrdinal = cut
    if page.series.isEmpty {
      for row in try reader.metrics(of: last, named: name) { page.append(ordinal: cut, row) }
      page.nextOrdinal = cut + 1
    }
    return page
  }

  private func artifact(_ query: WireArtifactQuery) throws -> ArtifactDocument {
    guard let digest = Digest(bytes: query.digest) else {
      throw SelectionError(
        "an artifact is named by the 32 bytes of its SHA-256, found \(query.digest.count) bytes")
    }
    let offset = Int(clamping: query.offset)
    let piece = try reader.artifact(digest, from: offset, count: ArtifactDocument.pieceLimit)
    return ArtifactDocument(
      digest: digest.hex, size: piece.size, offset: offset, content: Data(piece.bytes))
  }
}
