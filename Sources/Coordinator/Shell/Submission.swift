internal import Analysis
internal import Foundation
internal import Journal
internal import Scheduling
internal import SweepModel
internal import Transport

/// What became of a submission, from the submission thread to the coordinator's.
struct SubmissionOutcome: Sendable {
  enum Result: Sendable {
    case refused(exitCode: UInt32, String)
    /// The same sweep is there already.
    case known(SweepNumber)
    case added(Added)
  }

  struct Added: Sendable {
    var number: SweepNumber
    var header: SweepHeader
    var sweep: Sweep
    var planned: [Scheduler.PlannedTask]
    /// Ids and numbers of tasks that no earlier sweep had.
    var fresh: [(id: TaskID, number: TaskNumber)]
    var levels: SubmissionLevels
  }

  var route: [UInt8]
  var request: UInt64
  var result: Result
}

/// Reads a spec and writes its tasks to the journal in chunks, so that results are recorded in between.
///
/// Runs on the submission thread: a million tasks take seconds, and heartbeats must not wait for them.
struct Submission: Sendable {
  var catalog: ExperimentCatalog
  var journal: JournalThread
  var request: WireSubmit

  func run() -> SubmissionOutcome.Result {
    do {
      let sweep = try SpecParser.parse(
        [UInt8](request.source), file: request.file.isEmpty ? "spec" : request.file,
        profile: request.profile.isEmpty ? nil : request.profile, overrides: request.overrides,
        catalog: catalog)
      return try add(sweep)
    } catch let error as SpecErrors {
      return .refused(exitCode: 2, "\(error)")
    } catch {
      return .refused(exitCode: 1, "the sweep was not submitted: \(error)")
    }
  }

  private func add(_ sweep: Sweep) throws -> SubmissionOutcome.Result {
    let header = SweepHeader(
      id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
      resolved: sweep.resolvedJSON, source: String(decoding: request.source, as: UTF8.self),
      file: request.file.isEmpty ? nil : request.file, priority: sweep.priority,
      submittedAt: CoordinatorClock.wall,
      exclusions: sweep.excluded().map { .init(reason: $0.reason, count: $0.count) },
      planned: sweep.taskCount + sweep.excludedTaskCount)
    let number: SweepNumber
    switch try journal.perform({ try $0.beginSubmission(header) }) {
    case .existing(let existing, _): return .known(existing)
    case .begun(let begun): number = begun
    }
    do {
      var added = SubmissionOutcome.Added(
        number: number, header: header, sweep: sweep, planned: [], fresh: [], levels: SubmissionLevels())
      let modelsCost = sweep.taskCount <= 200_000 && sweep.refinement == nil
      if modelsCost { added.levels.start(sweep) }
      added.planned.reserveCapacity(sweep.taskCount)
      var rows: [PlannedTaskRow] = []
      try sweep.forEachTask { task in
        if modelsCost { added.levels.add(task) }
        rows.append(
          PlannedTaskRow(
            ordinal: task.ordinal, replicate: task.replicate, id: task.id, definition: task.definitionJSON))
        if rows.count == 50_000 {
          try append(rows, to: &added)
          rows.removeAll(keepingCapacity: true)
        }
      }
      try append(rows, to: &added)
      let runs = PlacementRun.runs(of: SweepRefinement.firstReasons(of: sweep), from: 0, round: 0)
      if !runs.isEmpty { try journal.perform { try $0.placeTasks(runs, of: number) } }
      try journal.perform { try $0.finishSubmission(number) }
      return .added(added)
    } catch {
      try? journal.perform { try $0.abandonSubmission(number) }
      throw error
    }
  }

  private func append(_ rows: [PlannedTaskRow], to added: inout SubmissionOutcome.Added) throws {
    guard !rows.isEmpty else { return }
    let number = added.number
    let answers = try journal.perform { try $0.appendTasks(rows, to: number) }
    for (row, answer) in zip(rows, answers) {
      added.planned.append(
        .init(
          task: answer.number, status: answer.status, attempts: answer.attempts, breaks: answer.breaks))
      if answer.isNew { added.fresh.append((row.id, answer.number)) }
    }
  }
}
