internal import CLinux
internal import Glibc
internal import Logging
internal import Messages
internal import Platform
internal import Programs
internal import Transport
internal import ZeroMQ

/// Feeds the supervisor's core with what sockets, pipes, processes and the clock say, and does what it
/// answers.
struct SupervisorLoop: ~Copyable {
  /// Messages that wait for the connection; more than the core's window and its heartbeats can be.
  private static let outboxLimit = 4096
  /// Seconds between looks at the slots' memory.
  private static let memoryInterval = 0.2

  private var core: SupervisorCore
  private var connection: PeerConnection
  private let configuration: WorkerConfiguration
  private let spool: ResultSpool
  private let signals: SignalPipe?
  private let allowedProcessors = Processors.allowed()
  private let claims: ProcessorClaims
  private let bundles: ProgramBundles
  private var slots: [SlotBox?]
  private var outbox = Fifo<[[UInt8]]>()
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var lastLook = 0.0
  private var lastTick = 0.0
  private var lastCollect = 0.0
  private var kernelKills = ProcessMemory.killsByKernel()
  private var ready: Poller.Ready?
  private var isOrphan = false
  /// Whether the connection that the worker began with has been used for a hello.
  private var hasDialed = false
  private var exitCode: Int32?
  private var wantsRequeue = false
  private var lastFinding = ConnectionFinding.absent

  /// How a worker ended.
  struct Ending {
    var code: Int32
    /// Whether its job should be queued again.
    var wantsRequeue: Bool
  }

  /// Keeps a noncopyable process in an array.
  private final class SlotBox {
    var process: SlotProcess
    /// Where its two pipes are among the sources of the current wait.
    var sources = Int.max - 1

    init(_ process: consuming SlotProcess) { self.process = process }
  }

  init(
    core: SupervisorCore, connection: consuming PeerConnection, configuration: WorkerConfiguration,
    spool: ResultSpool, signals: SignalPipe?
  ) {
    self.core = core
    self.connection = connection
    self.configuration = configuration
    self.spool = spool
    self.signals = signals
    bundles = ProgramBundles(BundleCache(limit: configuration.filesLimit, user: configuration.programUser))
    slots = Array(repeating: nil, count: configuration.slots)
    claims = ProcessorClaims(allowed: allowedProcessors, slots: configuration.slots)
  }

  /// Runs until the core says exit.
  ///
  /// - Parameter jobEnd: what the batch system has said of the job's end; nil where it has said nothing.
  mutating func run(jobEnd: SlurmWatch.Answer? = nil) throws -> Ending {
    let watch = configuration.job.map { SlurmWatch($0, configuration.slurm, logger: configuration.logger) }
    watch?.start()
    defer {
      watch?.stop()
      killAll()
    }
    if let jobEnd { try handle(.deadline(jobEnd.deadline)) }
    try handle(.started)
    // A worker without a coordinator looks for one, which is what it is for.
    configuration.serviceManager?.ready("up to \(configuration.slots) tasks at a time")
    defer { configuration.serviceManager?.stopping() }
    var lastSign = -Double.infinity
    while true {
      if let manager = configuration.serviceManager, let seconds = manager.watchdogSeconds,
        MonotonicClock.seconds - lastSign >= seconds / 2.5
      {
        manager.alive()
        lastSign = MonotonicClock.seconds
      }
      if let exitCode { return Ending(code: exitCode, wantsRequeue: wantsRequeue) }
      try wait()
      var hasDead = MonotonicClock.seconds - lastCollect >= 0.1
      for number in signals?.take() ?? [] {
        if number == SIGCHLD { hasDead = true } else { try handle(.signal(number)) }
      }
      try readConnection()
      let finding = try connection.finding()
      if finding != lastFinding { try handle(.connection(finding)) }
      lastFinding = finding
      for outcome in bundles.takeOutcomes() {
        try handle(.filesKept(outcome.bundle, problem: outcome.problem))
      }
      if let answer = watch?.take() { try handle(.deadline(answer.deadline)) }
      for slot in slots.indices { hasDead = try readSlot(slot) || hasDead }
      if hasDead { try collect() }
      if let parent = configuration.parentProcess, !isOrphan, getppid() != parent {
        isOrphan = true
        // Its coordinator was in that process: nobody is left to hand anything to, and what is worth keeping is on
        // disk. A second signal means now.
        for _ in 0..<2 { try handle(.signal(SIGTERM)) }
      }
      try lookAtMemory()
      let now = MonotonicClock.seconds
      if now >= core.nextWake(now: now) || now - lastTick >= 0.1 {
        lastTick = now
        try handle(.tick)
      }
      try flushOutbox()
    }
  }

  // MARK: Waiting

  private mutating func wait() throws {
    var sources: [Poller.Source] = [.socket(connection.handle)]
    if let signals { sources.append(.descriptor(signals.descriptor)) }
    var isBlocked = false
    for box in slots {
      guard let box else { continue }
      box.sources = sources.count
      sources.append(.descriptor(box.process.results))
      sources.append(.descriptor(box.process.lines))
      isBlocked = isBlocked || box.process.isBlocked
    }
    let now = MonotonicClock.seconds
    var seconds = min(core.nextWake(now: now) - now, 0.1)
    // The poller knows only reading; what waits to be written is tried again by time.
    if isBlocked { seconds = min(seconds, 0.001) }
    if !outbox.isEmpty { seconds = min(seconds, 0.01) }
    ready = try Poller().poll(sources, timeoutMilliseconds: max(0, Int((seconds * 1000).rounded(.up))))
  }

  // MARK: Events

  private mutating func handle(_ event: WorkerEvent) throws {
    for action in core.handle(event, now: MonotonicClock.seconds) { try perform(action) }
  }

  private mutating func readConnection() throws {
    // A flood from the coordinator must not keep the slots waiting.
    for _ in 0..<256 {
      do {
        guard let message = try connection.receive() else { return }
        try handle(.received(message))
      } catch let error as WireError {
        try handle(.unreadable(error))
      }
    }
  }

  /// Reads what is there; true where the slot may have died, which shows as a pipe that is ready and empty.
  private mutating func readSlot(_ slot: Int) throws -> Bool {
    guard let box = slots[slot] else { return false }
    box.process.flush()
    guard let ready, ready[box.sources] || ready[box.sources + 1] else { return false }
    return try !read(slot, box, limit: 8)
  }

  /// False where there was nothing to read.
  @discardableResult
  private mutating func read(
    _ slot: Int, _ box: SlotBox, limit: Int, isLast: Bool = false
  ) throws -> Bool {
    var messages: [WireFromSlot] = []
    var problem: String?
    do {
      messages = try box.process.readMessages(into: &buffer, limit: limit)
    } catch {
      problem = error.description
    }
    // After the messages: a task writes its lines before its result, so that they are all here now.
    let lines = box.process.readLines(into: &buffer, isLast: isLast)
    for line in lines { configuration.logger.debug("slot \(slot): \(line)") }
    if !lines.isEmpty { try handle(.slotLog(slot, lines)) }
    if !messages.isEmpty { try handle(.slotMessages(slot, messages)) }
    if let problem { try handle(.slotUnreadable(slot, problem)) }
    return !(lines.isEmpty && messages.isEmpty)
  }

  /// Notices dead slots. It asks about each child by its id, so that other children of this process are
  /// left alone.
  private mutating func collect() throws {
    lastCollect = MonotonicClock.seconds
    for slot in slots.indices {
      guard let box = slots[slot] else { continue }
      var status: Int32 = 0
      var maximumKiB = 0
      let found = percolate_reap(box.process.processID, &status, &maximumKiB)
      guard found != 0 else { continue }
      try read(slot, box, limit: 1 << 14, isLast: true)
      // Whatever it started must not outlive it.
      kill(-box.process.processID, SIGKILL)
      slots[slot] = nil
      let kills = ProcessMemory.killsByKernel()
      var exit = SlotExit(status: .init(ProcessEnding(waitStatus: status)))
      exit.maximumResident = maximumKiB << 10
      if let kills, let kernelKills { exit.machineRanOutOfMemory = kills > kernelKills }
      kernelKills = kills
      try handle(.slotExited(slot, exit))
    }
  }

  private mutating func lookAtMemory() throws {
    let now = MonotonicClock.seconds
    guard now - lastLook >= SupervisorLoop.memoryInterval else { return }
    lastLook = now
    for slot in slots.indices {
      guard let box = slots[slot], let bytes = ProcessMemory.resident(of: box.process.processID) else {
        continue
      }
      try handle(.memory(slot, resident: bytes))
    }
  }

  // MARK: Actions

  private mutating func perform(_ action: WorkerAction) throws {
    switch action {
    case .dial:
      outbox = Fifo()
      // Dropping a connection in the midst of its handshake looks like a stranger to the coordinator.
      if hasDialed { try connection.reconnect() }
      hasDialed = true
    case .send(let message): try send(message)
    case .spawn(let slot): try spawn(slot)
    case .feed(let slot, let messages): try slots[slot]?.process.feed(messages)
    case .pin(let slot, let threads): pin(slot, threads: threads)
    case .kill(let slot): slots[slot]?.process.kill()
    case .spool(let kept):
      do {
        try spool.keep(kept)
      } catch {
        configuration.logger.warning("a result could not be kept on disk: \(error)")
      }
    case .unspool(let key): spool.forget(key)
    case .log(let level, let message): log(level, message)
    case .findFiles(let bundle): try handle(.filesFound(bundle, isThere: bundles.find(bundle)))
    case .keepFiles(let bundle, let bytes): bundles.add(bytes, bundle)
    case .requeue: wantsRequeue = true
    case .exit(let code, let message):
      if let message { configuration.logger.error("\(message)") }
      try flushOutbox()
      exitCode = code
    }
  }

  private mutating func send(_ message: WireToCoordinator) throws {
    let frames = try WireCodec.frames(message)
    if outbox.isEmpty, try connection.send(frames: frames) { return }
    guard outbox.count < SupervisorLoop.outboxLimit else { return }
    outbox.append(frames)
  }

  private mutating func flushOutbox() throws {
    while let frames = outbox.popFirst() {
      if try !connection.send(frames: frames) { return outbox.prepend([frames]) }
    }
  }

  private mutating func spawn(_ slot: Int) throws {
    do {
      slots[slot] = SlotBox(try SlotProcess(configuration.slotCommand))
      pin(slot, threads: 1)
    } catch {
      try handle(.slotExited(slot, SlotExit(status: .neverStarted("\(error)"))))
    }
  }

  private func pin(_ slot: Int, threads: Int) {
    guard let box = slots[slot], claims.processors.indices.contains(slot) else { return }
    Processors.pin(
      thread: box.process.processID,
      to: Processors.share(of: allowedProcessors, from: claims.processors[slot], threads: threads))
  }

  private func log(_ level: WorkerLog, _ message: String) {
    switch level {
    case .debug: configuration.logger.debug("\(message)")
    case .notice: configuration.logger.notice("\(message)")
    case .warning: configuration.logger.warning("\(message)")
    case .error: configuration.logger.error("\(message)")
    }
  }

  private mutating func killAll() {
    for slot in slots.indices {
      guard let box = slots[slot] else { continue }
      box.process.kill()
      _ = ProcessEnding(waitingFor: box.process.processID)
      slots[slot] = nil
    }
  }
}
