internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

/// The supervisor's decisions, with no clock, no process and no socket: events in, actions out.
struct SupervisorCore {
  struct Configuration {
    var slots = 1
    /// GPUs that its tasks have, by the names that programs know them by.
    var gpus: [String] = []
    /// Seconds that running tasks and reports get when the worker is asked to leave.
    var grace = 30.0
    /// When the worker has to be gone, on the same clock as `now`; nil for never. A batch system may move it.
    var deadline: Double?
    /// Seconds without anything to do after which the worker leaves; nil for never.
    var idleLimit: Double?
    /// Whether a worker that leaves early asks for another turn; nil for never.
    var requeue: RequeuePolicy?
    /// Seconds after which a worker that was never welcomed gives up; nil for never.
    var connectTimeout: Double?
    /// How the coordinator's address reads in messages.
    var endpoint = ""
    /// What hello says beside epoch, leases and remaining time.
    var hello = WireHello()
    /// How many replicates an experiment takes in one call, by its name; 1 where it is not listed.
    var together: [String: Int] = [:]
    /// A number in 0...1, for spreading reconnections.
    var jitter: @Sendable () -> Double = { .random(in: 0...1) }
  }

  /// Why and since when the worker is leaving.
  struct Leaving {
    var reason: String
    var cause: LeavingCause
    /// When running tasks are killed.
    var killAt: Double
    /// When unacknowledged reports are given up.
    var giveUpAt: Double
  }

  /// Seconds that a revoked task gets to stop by itself.
  static let revokePatience = 5.0
  /// Seconds that a slot process gets to say it is ready.
  static let startPatience = 60.0
  /// A task that took this many seconds is kept on disk while its result is not acknowledged.
  static let spoolSeconds = 10.0
  /// Starts in a row that may fail before the worker gives up.
  static let startAttempts = 6

  let configuration: Configuration
  var link: LinkState
  var ledger = ReportLedger()
  var slots: [SlotState]
  var queue = Fifo<HeldTask>()
  var fetches: [LeaseKey: CheckpointFetch] = [:]
  var filesFetches: [ProgramBundle: FilesFetch] = [:]
  var leaving: Leaving?
  var actions: [WorkerAction] = []
  var hasExited = false
  /// When this worker has to be gone: the earlier of its own limit and its batch system's.
  var deadline: Double?
  /// Since when there has been nothing to do; nil while there is.
  var idleSince: Double?
  /// What the connection says about whoever is at the coordinator's address.
  var finding = ConnectionFinding.absent
  /// What the coordinator said last of tasks that a worker such as this one could be given.
  var tasksLeft: UInt64 = 0
  /// Whether the coordinator has anything from this worker: a result, or a checkpoint to go on from.
  var hasContributed = false
  private var startTime: Double
  private var lastTick: Double
  private var lastComplaint: Double
  private(set) var everWelcomed = false
  private var spooled: Set<LeaseKey> = []
  private var reportedDrops = 0

  /// - Parameters:
  ///   - configuration: Fixed for the life of the worker.
  ///   - spooled: Results that an earlier worker left behind.
  ///   - now: Monotonic seconds.
  init(_ configuration: Configuration, spooled: [KeptResult] = [], now: Double) {
    self.configuration = configuration
    link = LinkState(now: now)
    slots = Array(repeating: SlotState(), count: configuration.slots)
    startTime = now
    lastTick = now
    lastComplaint = now
    deadline = configuration.deadline
    for kept in spooled {
      ledger.add(kept, now: now)
      self.spooled.insert(kept.lease)
    }
  }

  /// Takes one event and returns what to do, in order.
  mutating func handle(_ event: WorkerEvent, now: Double) -> [WorkerAction] {
    guard !hasExited else { return [] }
    switch event {
    case .started:
      dial(now: now)
      for slot in slots.indices { spawn(slot, now: now) }
    case .received(let message): receive(message, now: now)
    case .unreadable(let error): unreadable(error)
    case .slotMessages(let slot, let messages):
      for message in messages { slotSaid(slot, message, now: now) }
    case .slotLog(let slot, let lines):
      for line in lines { slots[slot].log.append(line) }
    case .slotUnreadable(let slot, let problem): kill(slot, .unreadable(problem))
    case .slotExited(let slot, let exit): slotExited(slot, exit, now: now)
    case .memory(let slot, let resident): sawMemory(slot, resident: resident)
    case .filesFound(let bundle, let isThere): foundFiles(bundle, isThere: isThere, now: now)
    case .filesKept(let bundle, let problem): keptFiles(bundle, problem: problem, now: now)
    case .signal(let number): signalled(number, now: now)
    case .connection(let finding): learned(finding, now: now)
    case .deadline(let deadline): batchSystemSaid(deadline)
    case .tick: tick(now: now)
    }
    followUp(now: now)
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// When `tick` is next due.
  func nextWake(now: Double) -> Double {
    var wake = min(now + 0.2, link.nextWake)
    if let flush = ledger.flushTime, link.isWelcomed { wake = min(wake, flush) }
    return wake
  }

  /// Seconds until this worker leaves by itself; 0 where it has no limit.
  func remaining(now: Double) -> Double {
    guard let stopTime else { return 0 }
    return max(stopTime - now, 0.001)
  }

  /// All attempts whose end the coordinator does not know yet.
  var leases: [LeaseKey] {
    let waiting = filesFetches.values.flatMap(\.waiting) + queue.elements
    let piped = slots.flatMap(\.piped)
    return (waiting + piped).map(\.lease) + fetches.keys + ledger.leases
  }

  /// Leaving takes up to the grace period, so it begins that long before the deadline.
  private var stopTime: Double? {
    deadline.map { deadline in
      let whole = deadline - startTime
      return deadline - min(configuration.grace, whole / 2)
    }
  }

  // MARK: What follows from every event

  private mutating func followUp(now: Double) {
    guard !hasExited else { return }
    refill(now: now)
    if link.isWelcomed {
      ledger.seal(now: now)
      for report in ledger.takeSendable(epoch: link.epoch) {
        actions.append(.send(WireToCoordinator(.report(report))))
      }
    }
    noteIdleness(now: now)
    if leaving != nil { leaveIfDone(now: now) }
  }

  private mutating func refill(now: Double) {
    guard leaving == nil, !queue.isEmpty else { return }
    // A short queue is dealt out evenly; otherwise the first slot would take it all.
    let ready = slots.filter(\.takesTasks).count
    guard ready > 0 else { return }
    let share = max(1, (queue.count + ready - 1) / ready)
    for slot in slots.indices where slots[slot].takesTasks {
      var messages: [WireToSlot] = []
      let depth = min(slots[slot].depth, max(share, 1))
      while slots[slot].piped.count < depth, let task = queue.popFirst() {
        let threads = max(1, Int(min(task.assignment.threads, 4096)))
        if threads != slots[slot].threads {
          // The change would reach the task that runs; it waits for its turn.
          guard slots[slot].piped.isEmpty else {
            queue.prepend([task])
            break
          }
          slots[slot].threads = threads
          actions.append(.pin(slot, threads: threads))
        }
        guard let task = equipped(task) else {
          // Its GPUs are still another task's, which ends soon: no more were handed out than there are.
          queue.prepend([task])
          break
        }
        let call = [task] + companions(of: task, atMost: share - 1)
        slots[slot].push(call, now: now)
        messages += call.flatMap(\.checkpointMessages)
        var together = WireRunTogether()
        together.assignments = call.map(\.assignment)
        messages.append(WireToSlot(call.count > 1 ? .together(together) : .run(task.assignment)))
      }
      if !messages.isEmpty { actions.append(.feed(slot, messages)) }
    }
  }

  /// Takes from the front of the queue what can share a call with the task: other replicates of its point.
  private mutating func companions(of task: HeldTask, atMost share: Int) -> [HeldTask] {
    let limit = min(configuration.together[task.assignment.experiment] ?? 1, share + 1) - 1
    guard limit > 0, !task.runsAlone, let point = task.point else { return [] }
    var found: [HeldTask] = []
    while found.count < limit, let next = queue.popFirst() {
      guard !next.runsAlone, next.point == point else {
        queue.prepend([next])
        break
      }
      found.append(next)
    }
    return found
  }

  // MARK: Time

  private mutating func tick(now: Double) {
    let gap = now - lastTick
    lastTick = now
    // The whole worker was stopped or starved: its tasks are not to blame.
    if gap > 2 {
      for slot in slots.indices { slots[slot].shift(by: gap) }
      idleSince = idleSince.map { $0 + gap }
    }
    for slot in slots.indices { tick(slot, now: now) }
    if link.shouldRedial(now: now) { redial(now: now) }
    if link.shouldBeat(now: now) { beat(now: now) }
    askForCheckpoints(now: now)
    askForFiles(now: now)
    spoolOverdue(now: now)
    if let stopTime, leaving == nil, now >= stopTime {
      leave("its time limit is reached", .timeLimit, now: now)
    }
    leaveIfIdle(now: now)
    if let leaving, now >= leaving.killAt { killAll(.leaving) }
  }

  private mutating func tick(_ slot: Int, now: Double) {
    switch slots[slot].phase {
    case .down(let until):
      if leaving != nil {
        slots[slot].phase = .retired
      } else if now >= until {
        spawn(slot, now: now)
      }
    case .starting where now - slots[slot].startedAt > SupervisorCore.startPatience: kill(slot, .silentStart)
    case .ready:
      guard let limits = slots[slot].running.first?.assignment else { return }
      let time = limits.timeLimit * Double(slots[slot].callSize)
      if limits.timeLimit > 0, now - slots[slot].runningSince > time {
        kill(slot, .time)
      } else if limits.stallLimit > 0, now - slots[slot].lastStep > limits.stallLimit {
        kill(slot, .stall)
      } else if let since = slots[slot].interruptedAt, leaving == nil,
        now - since > SupervisorCore.revokePatience
      {
        kill(slot, .revoked)
      } else if slots[slot].piped.count > slots[slot].running.count, slots[slot].takesTasks,
        now - slots[slot].runningSince > SlotState.recallAfter
      {
        slots[slot].isRecalled = true
        slots[slot].note(seconds: now - slots[slot].runningSince)
        actions.append(.feed(slot, [WireToSlot(.recall(WireRecall()))]))
      }
    case .starting, .dying, .retired: break
    }
  }

  // MARK: The coordinator

  private mutating func dial(now: Double) {
    link.dial(now: now, jitter: configuration.jitter())
    ledger.resendAll()
    actions.append(.dial)
    hello(now: now)
  }

  private mutating func hello(now: Double) {
    var hello = configuration.hello
    hello.epoch = link.epoch
    hello.slots = UInt32(slots.count)
    hello.held = leases.map(\.held)
    hello.remainingSeconds = remaining(now: now)
    hello.leaving = leaving != nil
    actions.append(.send(WireToCoordinator(.hello(hello))))
  }

  private mutating func redial(now: Double) {
    if link.isWelcomed {
      log(
        .warning,
        "nothing heard from the coordinator at \(configuration.endpoint) for "
          + "\(Int(link.leaseSeconds.rounded())) s; connecting again, tasks go on")
    } else if let limit = configuration.connectTimeout, !everWelcomed, now - startTime >= limit {
      return exit(
        3,
        "no coordinator answered at \(configuration.endpoint) within \(Int(limit)) s; \(finding.advice)")
    } else if now - lastComplaint >= 30 {
      complain(now: now)
    }
    dial(now: now)
  }

  mutating func complain(now: Double) {
    lastComplaint = now
    log(
      .warning,
      "no answer from the coordinator at \(configuration.endpoint); still trying: \(finding.advice)")
  }

  private mutating func receive(_ message: WireFromCoordinator, now: Double) {
    link.heard(now: now)
    switch message.message {
    case .welcome(let welcome):
      link.welcomed(welcome, now: now)
      everWelcomed = true
      ledger.resendAll()
      log(.notice, "welcomed by the coordinator at \(configuration.endpoint)")
      if leaving != nil { beat(now: now) }
      for held in welcome.unwanted { revoke(LeaseKey(held), now: now) }
      forgetQuestions()
      askForCheckpoints(now: now)
      askForFiles(now: now)
    case .refusal(let refusal):
      exit(3, "\(WorkerError.refused(code: refusal.reason, message: refusal.message))")
    case .helloAgain:
      // Several messages of one lost session give several of these; one hello answers them all.
      guard link.isWelcomed else { return }
      link.dial(now: now, jitter: configuration.jitter())
      ledger.resendAll()
      hello(now: now)
    case .checkpointPart(let part) where !part.files.isEmpty: receivedFiles(part, now: now)
    case .checkpointPart(let part): received(part, now: now)
    case .assign(let assign): for task in assign.assignments { assigned(task, now: now) }
    case .acknowledge(let acknowledge):
      if acknowledge.hasTasksLeft { tasksLeft = acknowledge.tasksLeft }
      if ledger.hasProgress(in: acknowledge.sequences) { hasContributed = true }
      for finished in ledger.acknowledge(acknowledge.sequences) {
        let key = LeaseKey(task: finished.task, attempt: finished.attempt)
        if spooled.remove(key) != nil { actions.append(.unspool(key)) }
      }
    case .revoke(let revocation): for held in revocation.leases { revoke(LeaseKey(held), now: now) }
    case .drain(let drain):
      leave(
        "the coordinator asked for it" + (drain.reason.isEmpty ? "" : ": \(drain.reason)"), .drain, now: now)
    case .heartbeat(let beat): tasksLeft = beat.tasksLeft
    case .reply, nil: break
    }
  }

  private mutating func unreadable(_ error: WireError) {
    if case .version = error { return exit(3, error.description) }
    log(.warning, error.description)
  }

  private mutating func assigned(_ assignment: WireAssignment, now: Double) {
    let task = HeldTask(assignment)
    guard leaving == nil else {
      return ledger.add(task.ended(.handedBack, "the worker is leaving", started: false), now: now)
    }
    takeIn(task, now: now)
  }

  private mutating func revoke(_ lease: LeaseKey, now: Double) {
    let fetching =
      (fetches.removeValue(forKey: lease).map { [$0.task] } ?? [])
      + takeWaitingForFiles { $0.lease == lease }
    for task in fetching + queue.remove(where: { $0.lease == lease }) {
      ledger.add(task.ended(.cancelled, "it was cancelled before it began", started: false), now: now)
    }
    for slot in slots.indices where slots[slot].revoke(lease) { interruptIfRevoked(slot, now: now) }
  }

  func interruptMessage() -> WireToSlot { WireToSlot(.interrupt(WireInterrupt())) }

  mutating func interruptIfRevoked(_ slot: Int, now: Double) {
    guard slots[slot].phase == .ready, slots[slot].interruptedAt == nil,
      slots[slot].running.contains(where: \.isRevoked)
    else { return }
    slots[slot].interruptedAt = now
    actions.append(.feed(slot, [interruptMessage()]))
  }

  private mutating func beat(now: Double) {
    var heartbeat = WireWorkerHeartbeat()
    heartbeat.epoch = link.epoch
    heartbeat.remainingSeconds = remaining(now: now)
    heartbeat.leaving = leaving != nil
    for slot in slots {
      for running in slot.running {
        var progress = WireProgress()
        progress.task = running.assignment.task
        progress.attempt = running.assignment.attempt
        progress.step = slot.step
        progress.seconds = now - slot.runningSince
        heartbeat.running.append(progress)
      }
    }
    link.beat(now: now)
    actions.append(.send(WireToCoordinator(.heartbeat(heartbeat))))
    if ledger.droppedValues > reportedDrops {
      log(
        .warning,
        "\(ledger.droppedValues - reportedDrops) streamed metric values were dropped: the "
          + "coordinator has not acknowledged \(ReportLedger.metricsLimit >> 20) MiB of earlier ones")
      reportedDrops = ledger.droppedValues
    }
  }

  /// Long results that are still unacknowledged at a tick go to disk, so that a killed supervisor costs
  /// nothing that took long.
  private mutating func spoolOverdue(now: Double) {
    for kept in ledger.results(over: SupervisorCore.spoolSeconds, except: spooled) { spool(kept) }
  }

  private mutating func spool(_ kept: KeptResult) {
    spooled.insert(kept.lease)
    actions.append(.spool(kept))
  }

  // MARK: Leaving

  private mutating func signalled(_ number: Int32, now: Double) {
    guard leaving == nil else {
      killAll(.leaving)
      return exit(128 + number, "stopped at once by a second \(SignalName.text(number))")
    }
    leave("it got \(SignalName.text(number))", .signal, now: now)
  }

  mutating func leave(_ reason: String, _ cause: LeavingCause, now: Double) {
    guard leaving == nil else { return }
    log(.notice, "leaving because \(reason)\(leases.isEmpty ? "" : "; tasks are handed back")")
    leaving = Leaving(
      reason: reason, cause: cause, killAt: now + configuration.grace * 0.8,
      giveUpAt: now + configuration.grace)
    // Said before anything is handed back: the coordinator would otherwise give the same tasks here again.
    if link.isWelcomed { beat(now: now) }
    for task in takeWaitingForFiles(where: { _ in true }) + fetches.values.map(\.task)
      + queue.remove(where: { _ in true })
    {
      ledger.add(task.ended(.handedBack, "the worker is leaving: \(reason)", started: false), now: now)
    }
    fetches.removeAll()
    for slot in slots.indices {
      if case .down = slots[slot].phase { slots[slot].phase = .retired }
      guard slots[slot].phase == .ready, !slots[slot].running.isEmpty else { continue }
      slots[slot].interruptedAt = now
      actions.append(.feed(slot, [interruptMessage()]))
    }
  }

  private mutating func leaveIfDone(now: Double) {
    guard let leaving else { return }
    let isIdle = slots.allSatisfy { $0.piped.isEmpty }
    if isIdle, link.isWelcomed { ledger.seal(now: now, force: true) }
    for report in link.isWelcomed ? ledger.takeSendable(epoch: link.epoch) : [] {
      actions.append(.send(WireToCoordinator(.report(report))))
    }
    guard isIdle && ledger.isEmpty || now >= leaving.giveUpAt else { return }
    if link.isWelcomed {
      var goodbye = WireGoodbye()
      goodbye.epoch = link.epoch
      goodbye.reason = leaving.reason
      actions.append(.send(WireToCoordinator(.goodbye(goodbye))))
    }
    askForAnotherTurn(leaving.cause)
    exit(0, nil)
  }

  mutating func exit(_ code: Int32, _ message: String?) {
    guard !hasExited else { return }
    for slot in slots.indices where slots[slot].phase == .starting || slots[slot].phase == .ready {
      actions.append(.kill(slot))
    }
    // However it ends, a result that the coordinator does not have must not end with it.
    for kept in ledger.results(except: spooled) { spool(kept) }
    hasExited = true
    actions.append(.exit(code, message))
  }

  mutating func log(_ level: WorkerLog, _ message: String) { actions.append(.log(level, message)) }
}
