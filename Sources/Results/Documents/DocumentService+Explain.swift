internal import Journal
internal import Messages
internal import SweepModel

extension DocumentService {
  /// Why a task is where it is.
  ///
  /// - Parameter explanation: what a coordinator that runs knows of it.
  func explain(
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
    guard let member = members.first, let sweep = sweeps.first(where: { $0.number == member.sweep }),
      let record = try reader.records(
        of: member.sweep, matching: RecordFilter(fromOrdinal: member.ordinal), limit: 1,
        points: source.points.of(sweep)
      ).first
    else { throw SelectionError("task \(task.id) is in no sweep any more") }
    let attempts = try source.attempts(of: task.number, workers: source.knownWorkers())
    return ExplainDocument(
      task: TasksDocument.Row(record),
      sweeps: members.compactMap { member in
        sweeps.first { $0.number == member.sweep }.map { "\($0.header.name) (\($0.header.id))" }
      },
      explanation: explanation?(task.number) ?? sentence(for: task, after: attempts.last?.outcome),
      placements: try placements(members, sweeps),
      attempts: attempts.map(ExplainDocument.Attempt.init),
      definition: definitions[task.number].map { String(decoding: $0, as: UTF8.self) } ?? "",
      result: try reader.resultDigest(of: task.number)?.hex,
      artifacts: try reader.artifacts(of: task.number).map {
        .init(name: $0.name, mediaType: $0.mediaType, digest: $0.digest.hex, size: $0.size)
      },
      checkpoint: try reader.checkpoint(of: task.number).map { .init(step: $0.step, size: $0.size) })
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
}
