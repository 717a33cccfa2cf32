internal import Journal
internal import Messages
internal import Scheduling
internal import Spec
internal import SweepModel

extension CoordinatorCore {
  /// Makes a sweep known to the scheduler and to clients.
  ///
  /// - Returns: false where it has a task twice.
  @discardableResult
  mutating func add(
    _ header: SweepHeader, number: SweepNumber, state: SweepState, sweep: Sweep?,
    planned: [Scheduler.PlannedTask], levels: SubmissionLevels
  ) -> Bool {
    let schema = (sweep?.catalog(catalog) ?? catalog)[header.experiment]?.schema
    var header = header
    // Megabytes each, which only the journal is asked for.
    (header.source, header.resolved, header.file) = ("", "", nil)
    sweeps[number] = LiveSweep(
      number: number, id: header.id, hex: header.id.digest.hex, header: header,
      limits: sweep?.limits ?? Limits(),
      resources: sweep?.resources ?? Resources(), bundle: sweep?.program?.bundle,
      promises: ResultPromises(schema))
    if let sweep, sweep.grows {
      sweeps[number]?.refinement = LiveRefinement(sweep: sweep)
      refinedSweeps.append(number)
    }
    let runner =
      sweep?.program == nil ? "\(header.experiment)/\(header.version)" : TaskProgram.capability
    let entry = SweepEntry(
      number: number, state: .init(state), priority: header.priority,
      attemptsAllowed: sweep?.limits.attempts ?? Limits().attempts,
      needs: TaskNeeds(sweep?.resources ?? Resources()),
      experiment: runner + (sweep?.stop == nil ? "" : StopRule.capability),
      together: schema?.replicatesTogether ?? 1, savesCheckpoints: schema?.savesCheckpoints ?? false)
    return scheduler.sweepAdded(
      entry, planned: planned, excluded: header.excluded, levels: levels.levels, axisCount: levels.axisCount)
  }

  /// The files that a task's program brings: of its sweeps, those that were submitted last. Nil where it brings none.
  func bundle(of task: TaskNumber) -> ProgramBundle? {
    var newest: (number: SweepNumber, bundle: ProgramBundle)?
    scheduler.tasks.forEachSweep(of: task) { number in
      guard let bundle = sweeps[number]?.bundle, number.value >= newest?.number.value ?? .min else { return }
      newest = (number, bundle)
    }
    return newest?.bundle
  }

  /// The files with that digest, where one of the task's sweeps has them.
  func bundle(_ digest: Digest, of task: TaskNumber) -> ProgramBundle? {
    var found: ProgramBundle?
    scheduler.tasks.forEachSweep(of: task) { number in
      if let bundle = sweeps[number]?.bundle, bundle.digest == digest { found = bundle }
    }
    return found
  }

  /// All files that sweeps name.
  var bundles: Set<Digest> { Set(sweeps.values.compactMap { $0.bundle?.digest }) }

  /// A submission has written its tasks: makes the sweep active.
  ///
  /// In one batch with what it wants of tasks that were there before: a coordinator that ends before that is on disk
  /// leaves neither, and nobody was told of the sweep.
  mutating func submit(_ added: SubmissionOutcome.Added) {
    index.add(added.ids)
    // Tasks that an earlier sweep has may have ended while the submission ran: the scheduler's state of them is newer
    // than the journal's answer, and it keeps its own.
    add(
      added.header, number: added.number, state: .active, sweep: added.sweep, planned: added.planned,
      levels: added.levels)
    batch.records.append(.sweepSubmitted(added.number))
    scheduler.sweepWants(added.number)
  }

  /// Plans again once the sweep's tasks have ended.
  mutating func refinementIsDue(_ number: SweepNumber) {
    sweeps[number]?.refinement?.becomeDue()
    changedRefinements.insert(number)
  }

  /// What a status says of a refined sweep; nil for a grid.
  func refinementStatus(of number: SweepNumber) -> RefinementStatus? {
    guard let live = sweeps[number]?.refinement, let entry = scheduler.sweeps[number] else { return nil }
    return live.status(isEnded: entry.census.isFinished, isCancelled: entry.state == .cancelled)
  }
}

extension TaskNeeds {
  fileprivate init(_ resources: Resources) {
    self.init(threads: resources.threads, gpus: resources.gpus, memory: resources.memory ?? 0)
  }
}
