internal import Analysis
internal import Foundation
internal import Journal
internal import Messages
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel
internal import Transport

/// What became of a submission, from the submission thread to the coordinator's.
struct SubmissionOutcome: Sendable {
  enum Result: Sendable {
    case refused(exitCode: UInt32, String)
    /// The same sweep is there already; what does not belong to its identity may differ.
    case known(SweepNumber, Sweep)
    /// All of it is written, and waits for ``JournalRecord/sweepSubmitted(_:)``: a coordinator that ends before that
    /// leaves nothing of it.
    case added(Added)
  }

  struct Added: Sendable {
    var number: SweepNumber
    var header: SweepHeader
    var sweep: Sweep
    var planned: [Scheduler.PlannedTask]
    /// Ids and numbers of its tasks, also of those that another submission may have brought and not finished.
    var ids: [(id: TaskID, number: TaskNumber)]
    var levels: SubmissionLevels
    /// What whoever submitted it should know, a sentence each.
    var notes: [String] = []
  }

  /// What ``SubmissionDesk`` knows it by.
  var content: Digest
  /// Who asked for it first.
  var submitter: SubmissionDesk.Waiter
  var result: Result
}

/// Reads a spec and writes its tasks to the journal in chunks, so that results are recorded in between, and
/// other submissions are read and written.
///
/// Runs on a submission thread: a million tasks take seconds, and heartbeats must not wait for them.
struct Submission: Sendable {
  /// Why it was given up half-way.
  private struct GivenUp: Error, CustomStringConvertible {
    let description: String
  }

  /// The spec is right, and cannot be run as it asks.
  private struct TooDear: Error, CustomStringConvertible {
    let description: String
  }

  /// What the submissions of a coordinator share.
  struct Shared: Sendable {
    var catalog: ExperimentCatalog
    var journal: JournalThread
    /// What finished tasks of the data directory took.
    var results: JournalSource
    /// The files that programs bring.
    var files: ArtifactStore
    let turnstile = Turnstile()
    let sweeps = SweepsBeingWritten()
  }

  var shared: Shared
  var ticket: SubmissionTicket
  var request: WireSubmit

  private var journal: JournalThread { shared.journal }

  init(_ shared: Shared, ticket: SubmissionTicket, request: WireSubmit) {
    self.shared = shared
    self.ticket = ticket
    self.request = request
  }

  func run() -> SubmissionOutcome.Result {
    shared.turnstile.enter()
    defer { shared.turnstile.leave() }
    do {
      try checkpoint()
      let commit = CommitHash(request.commit)
      guard commit != nil || request.commit.isEmpty else {
        return .refused(
          exitCode: 2,
          "the commit of the spec's repository is 40 or 64 hexadecimal digits, or nothing; "
            + "found `\(PeerText.line(request.commit, limit: 80))`")
      }
      if let excess = excess { return .refused(exitCode: 2, excess) }
      let sweep = try SpecParser.parse(
        [UInt8](request.source), file: request.file.isEmpty ? "spec" : request.file,
        profile: request.profile.isEmpty ? nil : request.profile, overrides: request.overrides,
        catalog: shared.catalog, goesOn: { (try? checkpoint()) != nil })
      if let bundle = sweep.program?.bundle, !shared.files.contains(bundle.digest) {
        return .refused(
          exitCode: 2,
          "the coordinator does not have the files of the program `\(sweep.experiment)`; `percolate submit` and `run` send "
            + "them ahead of the spec")
      }
      guard shared.sweeps.claim(sweep.id) else {
        throw GivenUp(
          description: "another submission is writing it; follow it with `percolate watch \(sweep.id)`")
      }
      var isWritten = false
      // What is written is not active yet: until it is, another submission would take it for one given up half-way.
      defer { if !isWritten { shared.sweeps.release(sweep.id) } }
      let result = try add(sweep, of: commit)
      if case .added = result { isWritten = true }
      return result
    } catch let error as SpecErrors {
      if let reason = ticket.reasonToStop(now: CoordinatorClock.monotonic) { return refusal(reason) }
      return .refused(exitCode: 2, "\(error)")
    } catch let error as TooDear {
      return .refused(exitCode: 2, "\(error)")
    } catch {
      return refusal("\(error)")
    }
  }

  /// What there is too much of beside the spec, as a sentence: all of it comes back with each mistake that is found.
  private var excess: String? {
    let file = request.file.utf8.count
    if file > 4096 { return "the name of the spec's file has \(file) bytes; at most 4096 are taken" }
    let profile = request.profile.utf8.count
    if profile > 4096 { return "the name of the profile has \(profile) bytes; at most 4096 are taken" }
    let overrides = request.overrides.count
    return overrides > 1000
      ? "there are \(overrides) overrides; put them into the spec, at most 1000 are taken" : nil
  }

  private func refusal(_ why: String) -> SubmissionOutcome.Result {
    .refused(exitCode: 1, "the sweep was not submitted: \(why)")
  }

  /// Lets others have their turn.
  ///
  /// - Throws: ``GivenUp`` once nobody waits for this any more.
  private func checkpoint() throws {
    if let reason = ticket.reasonToStop(now: CoordinatorClock.monotonic) {
      throw GivenUp(description: reason)
    }
    shared.turnstile.pass()
  }

  /// Runs a job on the journal's thread while others have their turn.
  private func perform<Value: Sendable>(_ job: @escaping @Sendable (Journal) throws -> Value) throws -> Value
  {
    shared.turnstile.leave()
    defer { shared.turnstile.enter() }
    return try journal.perform(job)
  }

  private func add(_ sweep: Sweep, of commit: CommitHash?) throws -> SubmissionOutcome.Result {
    let header = SweepHeader(
      id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
      resolved: sweep.resolvedJSON, source: String(decoding: request.source, as: UTF8.self),
      file: request.file.isEmpty ? nil : request.file, commit: commit, priority: sweep.priority,
      submittedAt: CoordinatorClock.wall,
      exclusions: sweep.excluded().map { .init(reason: $0.reason, count: $0.count) },
      planned: sweep.taskCount + sweep.excludedTaskCount)
    let number: SweepNumber
    switch try perform({ try $0.beginSubmission(header) }) {
    case .existing(let existing, _): return .known(existing, sweep)
    case .begun(let begun): number = begun
    }
    do {
      var added = SubmissionOutcome.Added(
        number: number, header: header, sweep: sweep, planned: [], ids: [], levels: SubmissionLevels())
      added.notes = try budgetNotes(sweep)
      let modelsCost = sweep.taskCount <= 200_000 && !sweep.grows
      if modelsCost { added.levels.start(sweep) }
      added.planned.reserveCapacity(sweep.taskCount)
      added.ids.reserveCapacity(sweep.taskCount)
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
      if !runs.isEmpty { try perform { try $0.placeTasks(runs, of: number) } }
      try perform { try $0.checkSubmission(number) }
      return .added(added)
    } catch {
      try? perform { try $0.abandonSubmission(number) }
      throw error
    }
  }

  /// What is to be said of the budget of a new sweep.
  ///
  /// - Throws: ``TooDear`` where finished tasks tell that it does not pay for the first tasks.
  private func budgetNotes(_ sweep: Sweep) throws -> [String] {
    guard sweep.budget != nil else { return [] }
    // Being written, it is not in the journal's list of sweeps yet.
    switch try BudgetCheck(sweep, PlanHistory(shared.results, of: sweep, catalog: shared.catalog)) {
    case .passed: return []
    case .refused(let sentence): throw TooDear(description: sentence)
    case .unknown(let sentence): return [sentence]
    }
  }

  private func append(_ rows: [PlannedTaskRow], to added: inout SubmissionOutcome.Added) throws {
    guard !rows.isEmpty else { return }
    let number = added.number
    try checkpoint()
    let answers = try perform { try $0.appendTasks(rows, to: number) }
    for (row, answer) in zip(rows, answers) {
      added.planned.append(
        .init(
          task: answer.number, status: answer.status, attempts: answer.attempts, breaks: answer.breaks))
      added.ids.append((row.id, answer.number))
    }
  }
}
