internal import Journal
internal import Messages
internal import Scheduling
internal import SweepModel

/// What a coordinator decides: which reports count, what commands change, and what is written of it.
///
/// A value without sockets, threads and clocks. Events come as calls, time as an argument: monotonic seconds as `now`,
/// Unix seconds as `wall`. What is to be written is collected in ``batch``, and what else is to be done as actions.
struct CoordinatorCore {
  let catalog: ExperimentCatalog
  var scheduler: Scheduler
  var index = TaskIndex()
  var sweeps: [SweepNumber: LiveSweep] = [:]
  /// Those of ``sweeps`` that grow, by number.
  var refinedSweeps: [SweepNumber] = []
  var registry = WorkerRegistry()
  var checkpoints = CheckpointBook()
  var uploads = CheckpointUploads()
  var artifactUploads = ArtifactUploads()
  var resumptions = Resumptions()
  /// Jobs of batch systems that run workers.
  var allocations = AllocationDesk()
  /// Sessions whose reports name attempts of workers that are not given up yet, and when to ask them again.
  var postponed = PostponedReports()
  var recorder = ActionRecorder()
  /// What this turn of the loop has to write, and what may be said once it is on disk.
  var batch = JournalThread.Batch()
  /// Results of this turn, by worker.
  var turnResults: [WorkerSession: Int] = [:]
  /// Sweeps whose refinement got further in this turn.
  var changedRefinements: Set<SweepNumber> = []
  /// Sweeps that were deleted in this turn.
  var deletedSweeps: [SweepNumber] = []
  /// Tasks that refinement added in this turn.
  var addedTasks: [TaskNumber] = []
  var actions: [CoordinatorAction] = []

  /// Every worker's session that is connected.
  var workers: [WorkerSession: ConnectedWorker] { registry.connected }

  init(catalog: ExperimentCatalog, scheduler: Scheduler) {
    self.catalog = catalog
    self.scheduler = scheduler
  }

  /// What is to be done since the last call, in order.
  mutating func takeActions() -> [CoordinatorAction] {
    guard !actions.isEmpty else { return [] }
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// What this turn has to write; the next turn begins with nothing.
  mutating func takeBatch() -> JournalThread.Batch {
    defer { batch = JournalThread.Batch() }
    return batch
  }

  /// What this turn has changed of what clients see. To be asked before ``takeBatch()``.
  mutating func takeChanges() -> CommittedState.Changes {
    var changes = CommittedState.Changes(results: turnResults)
    turnResults.removeAll(keepingCapacity: true)
    changes.tasks = addedTasks + batch.records.compactMap(\.changedTask)
    addedTasks.removeAll()
    changes.deleted = deletedSweeps
    deletedSweeps.removeAll()
    for number in scheduler.takeChangedSweeps().union(changedRefinements) {
      guard let entry = scheduler.sweeps[number] else { continue }
      changes.sweeps[number] = CommittedState.Sweep(
        census: entry.census, state: entry.state, priority: entry.priority,
        refinement: refinementStatus(of: number))
    }
    changedRefinements.removeAll(keepingCapacity: true)
    return changes
  }

  /// A worker said hello: nothing is kept of its older sessions.
  mutating func join(
    _ offer: WorkerOffer, key: String, keyName: String, route: [UInt8], wall: Double
  ) -> WorkerRegistry.Joined {
    let joined = registry.join(offer, key: key, keyName: keyName, route: route, wall: wall)
    for session in joined.replaced { drop(session) }
    if registry.isWritten(joined.row.id) { batch.records.append(.workerSeen(joined.row)) }
    return joined
  }

  /// A worker is given something, or has given something: from here on the journal knows it.
  mutating func mention(_ worker: WorkerID) {
    if let row = registry.mention(worker) { batch.records.append(.workerSeen(row)) }
  }

  /// What a session sent and what it is to be asked again is over with it.
  private mutating func drop(_ session: WorkerSession) {
    postponed.forget(session)
    batch.arrivals += artifactUploads.drop(session)
  }

  /// A session is over; its connection may be used for a new one.
  ///
  /// - Returns: false where it was not connected.
  mutating func forget(_ session: WorkerSession) -> Bool {
    drop(session)
    guard let row = registry.leave(session) else { return false }
    if registry.isWritten(row.id) { batch.records.append(.workerSeen(row)) }
    return true
  }

  /// Writes down what each worker has done so far. To be called where a sweep ends: rows of workers that left
  /// grow in number for as long as a coordinator runs, so only those that are connected count.
  mutating func recordShares() {
    for session in workers.keys {
      guard registry.isWritten(session.worker), let row = registry.row(of: session.worker) else { continue }
      batch.records.append(.workerSeen(row))
    }
  }

  /// Writes what the scheduler decided; a sweep that is wanted again may grow again.
  mutating func record(_ action: SchedulingAction, wall: Double) {
    let registry = registry
    recorder.record(action, wall: wall, row: { registry.row(of: $0)?.number }, in: &batch.records)
    if case .sweepActivated(let number) = action { refinementIsDue(number) }
  }

  /// All tasks of a sweep have ended: a grid is finished, a refined sweep may go on.
  mutating func tasksHaveEnded(of number: SweepNumber) {
    if sweeps[number]?.refinement == nil { recordShares() } else { refinementIsDue(number) }
  }

  /// Leases that have lived a second go to the journal, so that a restarted coordinator waits for their
  /// workers; shorter ones would only cost writes.
  mutating func recordOldLeases(now: Double, wall: Double) {
    recorder.record(scheduler.leases(olderThan: 1, now: now), wall: wall, in: &batch.records)
  }

  /// The task as sentences name it.
  func name(of task: TaskNumber) -> String { index[task]?.description ?? "?" }
}
