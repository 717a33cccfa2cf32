internal import Foundation
internal import Journal
internal import Logging
internal import Messages
internal import Platform
internal import Results
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Synchronization
internal import Transport
internal import ZeroMQ

/// The head node: takes specs from clients, leases tasks to workers, and records each result once.
///
/// Everything here belongs to the thread that calls ``run()``. The journal is written by a thread of its
/// own, slow questions are answered by another one, what a message or a command needs from a file is read and
/// written by ``DiskThreads``, and all of them leave their answers in mailboxes; so no heartbeat ever waits for a
/// disk. ``DiskFreeThread`` holds every call from here against that.
package final class Coordinator {
  let configuration: CoordinatorConfiguration
  let logger: Logger
  let directory: DataDirectory
  let allowList: AllowList
  let doorbell: Doorbell
  let journalThread: JournalThread
  let reader: JournalReader
  let results: JournalSource
  let queries: SerialThread
  let disk: DiskThreads
  let submissions: SerialThread
  let submissionShared: Submission.Shared
  var desk = SubmissionDesk()
  let submitted: Mailbox<SubmissionOutcome>
  /// Sweeps that become active with this turn's batch.
  var handedOver: [SweepID] = []
  let answered: Mailbox<QueryAnswer>
  let refined: Mailbox<(number: SweepNumber, outcome: RefinementRound.Outcome)>
  /// Stops ``run()`` from another thread.
  package let stopSignal: StopSignal
  private let lock: DirectoryLock
  private let context: Context
  private let zap: ZAPHandler
  let router: Socket
  let connections: ConnectionGuard
  let refusals: RefusalReporter
  let serverKey: String?
  /// Keys that were made before the start; nil where there are none.
  let keySet: KeySet?
  /// The public key that no command revokes; nil with `--insecure`.
  var ownerKey: String?

  /// Where workers and clients connect to.
  package let endpoint: String

  /// What is decided; everything here carries it out.
  var core: CoordinatorCore

  /// Tasks that were handed out and whose definitions are being read.
  var assignments = AssignmentQueue()
  var commands = CommandQueue()
  var nextTag: UInt64 = 1
  var deferred = DeferredReplies()
  var backlog: Backlog
  /// What clients are told of sweeps; the scheduler is ahead of it by what is not on disk yet.
  // Below 2^52, so that programs which read JSON's numbers as doubles keep it exactly.
  var committed = CommittedState(version: UInt64.random(in: 1..<1 << 20) << 32)

  var waiting = StatusWaiters()
  var quick = QuickQuestions()
  /// The newest batch that is so large that no further command is begun until it is on disk.
  var largeBatch: UInt64 = 0
  var trouble: String?
  var peers = PeerBook()
  var gate = RequestGate()
  var wasted = WastedTime()
  var busy = BusyMeter()
  var largeAnswers = LargeAnswers()
  let epoch: UInt64
  let startedAt = CoordinatorClock.monotonic

  /// Every worker's session that is connected.
  var workers: [WorkerSession: ConnectedWorker] { core.registry.connected }

  /// Locks the data directory, reads the journal and starts listening.
  ///
  /// - Throws: ``CoordinatorError`` or ``JournalError``.
  package init(_ configuration: CoordinatorConfiguration) throws {
    self.configuration = configuration
    backlog = Backlog(limit: configuration.backlogLimit)
    logger = configuration.logger
    let (binding, advertised) = try Coordinator.addresses(configuration)
    directory = try DataDirectory.create(at: configuration.dataDirectory)
    lock = try directory.lock(patience: 3)
    let journal = try Journal.open(
      lock, percolateVersion: configuration.version, accepting: configuration.acceptsJournal)
    reader = try JournalReader.open(at: directory)
    results = JournalSource(reader, catalog: configuration.catalog, version: configuration.version)
    let loaded = try LoadedJournal(journal)
    let state = loaded.state
    epoch = UInt64(clamping: journal.epoch)
    let list = AllowList()
    for key in state.keys { list.add(key) }
    allowList = list
    doorbell = try Doorbell()
    stopSignal = StopSignal(doorbell)
    journalThread = JournalThread(journal: journal, directory: directory, doorbell: doorbell)
    // Where processors are short, whoever asks for reports without end does not take them from the work itself.
    queries = SerialThread(name: "queries", nice: 5)
    disk = DiskThreads(
      configuration.diskWork(DirectoryWork(directory: directory, reader: reader, journal: journalThread)),
      doorbell: doorbell)
    // More than one, so that a small sweep does not wait behind a large one; they take turns.
    submissions = SerialThread(name: "submissions", threads: 8)
    submissionShared = Submission.Shared(
      catalog: configuration.catalog, journal: journalThread, results: results, files: directory.files)
    submitted = Mailbox(doorbell)
    answered = Mailbox(doorbell)
    refined = Mailbox(doorbell)

    context = try Context()
    let keyFiles = KeyFiles(directory: directory)
    do throws(AccessFileError) {
      keySet = try configuration.isInsecure ? nil : configuration.keysDirectory.map(KeySet.load)
    } catch { throw CoordinatorError.keys(path: error.path, reason: error.problem) }
    let keys =
      configuration.isInsecure
      ? nil
      : try keyFiles.serverKeys(isFirstStart: state.keys.isEmpty, given: keySet) {
        configuration.logger.warning("\($0)")
      }
    serverKey = keys?.publicKey
    let refusals = RefusalReporter(configuration.logger)
    self.refusals = refusals
    let admitted = AdmittedPeers()
    zap = ZAPHandler(
      in: context,
      policy: { request in
        let decision = list.decide(request)
        if case .allow = decision { admitted.add(request.address) }
        return decision
      }
    ) { refusals.add(.init($0)) }
    // The handler comes before the bind: until it runs nobody gets in.
    if keys != nil { try zap.start() }
    var options = SocketOptions()
    options.maximumMessageSize = Int64(WireCodec.maximumMessageBytes)
    options.sendHighWater = 10_000
    // One is read while the next arrives: what waits of one connection is bounded in bytes by two messages.
    options.receiveHighWater = 2
    if let keys { options.security = .server(keys: keys, domain: "percolate") }
    router = try Socket(.router, in: context, options: options)
    // Made before the bind, or the first connections would be missed.
    let monitor = try router.monitor()
    do throws(ZMQError) {
      try router.bind(binding.endpoint)
    } catch {
      throw CoordinatorError.cannotListen(endpoint: configuration.listen, reason: "\(error)")
    }
    var memory = MemoryBounds()
    if keys == nil { memory.strangerInbound = nil }
    connections = try ConnectionGuard(
      monitor: monitor, bounds: ConnectionBounds(descriptors: DescriptorLimit.current.soft), memory: memory,
      admitted: admitted, refusals: refusals)
    endpoint = binding.reachable(bound: try router.lastEndpoint, advertised: advertised)

    let hasWork = state.leases.isEmpty == false
    var scheduling = configuration.scheduling
    if !configuration.awaitsOldWorkers { scheduling.graceSeconds = 0 }
    core = CoordinatorCore(
      catalog: configuration.catalog,
      scheduler: Scheduler(
        configuration: scheduling, now: CoordinatorClock.monotonic,
        isRestart: configuration.awaitsOldWorkers && hasWork))
    try load(loaded)
    // All of it is on disk already.
    committed.stage(core.takeChanges(), behind: 0)
    _ = committed.becameDurable(upTo: 0)
    // What that cancels is not on disk yet.
    for number in core.refinedSweeps { core.scheduler.sweepStaysCancelled(number) }
    try prepareAccess(keyFiles)
  }

  /// Serves until ``StopSignal/stop()``; writes what it was told before it returns.
  ///
  /// - Throws: ``CoordinatorError/journal(_:)`` when the journal fails for good, or a `ZMQError`.
  package func run() throws {
    DiskFreeThread.enter()
    defer {
      DiskFreeThread.leave()
      shutDown()
    }
    let poller = Poller()
    var nextTick = CoordinatorClock.monotonic
    var nextHeartbeat = nextTick
    var nextNote = nextTick
    var nextSign = nextTick
    configuration.serviceManager?.ready("listening on \(endpoint)")
    while !stopSignal.isRequested {
      let wait = max(0, min(nextTick - CoordinatorClock.monotonic, quick.delay ?? 0.25))
      let ready = try poller.poll(
        [.socket(router.handle), .descriptor(doorbell.fileDescriptor)],
        timeoutMilliseconds: Int((wait * 1000).rounded(.up)))
      if ready[1] { doorbell.drain() }
      let now = CoordinatorClock.monotonic
      try receive(now: now)
      try takeMail(now: now)
      if now >= nextTick {
        core.scheduler.tick(now: now)
        busy.look(now: now, used: ProcessorClock.processSeconds)
        nextTick = now + 0.1
        answerWaiting(now: now)
        askPostponed(now: now)
        askForgiven(now: now)
      }
      if now >= nextNote {
        core.recordOldLeases(now: now, wall: CoordinatorClock.wall)
        noteProgress(now: now)
        nextNote = now + 1
      }
      if let manager = configuration.serviceManager, let seconds = manager.watchdogSeconds, now >= nextSign {
        manager.alive()
        // Twice as often as it has to be, and a bit.
        nextSign = now + seconds / 2.5
      }
      if now >= nextHeartbeat {
        heartbeat()
        nextHeartbeat = now + configuration.heartbeatSeconds
      }
      // While the disk does not keep up, results would only pile up in memory.
      if trouble == nil, !backlog.isBehind(now: now), !assignments.isFull {
        core.scheduler.dispatch(now: now)
      }
      perform(core.takeActions(), now: now)
      perform(core.scheduler.takeActions())
      readDefinitions()
      flush()
      refine(now: now)
      answerQuickly()
    }
    configuration.serviceManager?.stopping()
    for worker in workers.values {
      send(.drain(.with { $0.reason = "the coordinator stops" }), to: worker.route)
    }
  }

  private func shutDown() {
    // Whoever waits for a disk that stays full must not keep the coordinator alive.
    journalThread.refuseJobs()
    disk.stop()
    finishCommandsAtStop()
    flush()
    journalThread.beginToStop()
    desk.stop()
    submissions.stop()
    queries.stop()
    journalThread.stop()
    takeJournalEvents()
    do { try router.stopMonitoring() } catch { logger.error("\(error)") }
    connections.stop()
    zap.stop()
  }

  /// Everything this turn decided goes to the journal as one batch, even an empty one where an
  /// acknowledgement waits behind batches still being written.
  private func flush() {
    core.batch.records += core.allocations.takeRecords(wall: CoordinatorClock.wall)
    let changes = core.takeChanges()
    if core.batch.isEmpty, !deferred.needsBatch(nextTag) {
      // What changed is in no record of its own, such as that a task was handed out.
      committed.stage(changes, behind: nextTag - 1)
      // Reports that were not decided are with their workers still; no commit would ever take them off.
      backlog.wroteNothing(tag: nextTag)
    } else {
      committed.stage(changes, behind: nextTag)
      if hasLargeBatch { largeBatch = nextTag }
      journalThread.commit(tag: nextTag, core.takeBatch())
      nextTag += 1
    }
    // The journal's thread takes batches before the submissions that ask it for something after them.
    for id in handedOver { submissionShared.sweeps.release(id) }
    handedOver.removeAll()
    announce(committed.becameDurable(upTo: committed.durableTag))
  }

  private func takeMail(now: Double) throws {
    takeJournalEvents()
    if let broken { throw CoordinatorError.journal(broken) }
    for session in backlog.takePutOff() {
      if let worker = workers[session] { askForHello(worker.route) }
    }
    for outcome in submitted.take() { finish(outcome) }
    for (number, outcome) in refined.take() { try finish(outcome, of: number, now: now) }
    for answer in answered.take() {
      gate.release(answer.request, of: answer.route)
      largeAnswers.questionAnswered(seconds: answer.seconds)
      busy.answered(seconds: answer.seconds)
      reply(answer.reply, id: answer.request, to: answer.route)
    }
    for answer in disk.takeAnswers() { try take(answer, now: now) }
    for number in committed.takeDeleted() { deleteRows(of: number) }
    runCommands()
    giveLargeAnswers()
  }

  private var broken: String?

  /// Whether this turn has so much to write already that commands should wait.
  var hasLargeBatch: Bool { core.batch.records.count > Coordinator.largeBatchRecords }

  /// Cancelling a million tasks takes some hundred megabytes until it is on disk; whoever cancels and retries again and
  /// again must not take more than that.
  private static var largeBatchRecords: Int { 50_000 }

  /// Says what may be said of everything that is on disk now.
  private func takeJournalEvents() {
    for event in journalThread.takeEvents() {
      switch event {
      case .durable(let tag):
        announce(committed.becameDurable(upTo: tag))
        backlog.becameDurable(upTo: tag)
      case .trouble(let what):
        logger.error("\(what)")
        trouble = what
        committed.touch()
        for (id, route) in deferred.takeImpatient() {
          giveUp(
            1,
            "this is not on disk yet: \(what). It is written then, unless the coordinator is killed before",
            id: id, to: route)
        }
      case .recovered:
        logger.notice("the journal is written again")
        trouble = nil
        committed.touch()
      case .broken(let what): broken = what
      }
    }
    guard let due = deferred.takeDue(upTo: committed.durableTag) else { return }
    for piece in due.pieces { largeAnswers.add(piece) }
    for (id, route) in due.keys {
      quick.add(.init(query: .with { $0.keys = .init() }, id: id, route: route))
    }
    for (id, reply, route) in due.replies {
      gate.release(id, of: route)
      self.reply(reply, id: id, to: route)
    }
    for (route, sequences) in due.acknowledged {
      var acknowledge = WireAcknowledge.with { $0.sequences = sequences }
      if let session = core.registry.session(on: route), core.scheduler.workers[session]?.isDraining == true {
        acknowledge.tasksLeft = UInt64(clamping: core.scheduler.tasksLeft(for: session))
      }
      send(.acknowledge(acknowledge), to: route)
    }
  }
}
