internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport
internal import ZeroMQ

extension Coordinator {
  /// Reads what has arrived, a bounded number of messages and bytes so that other duties are not starved. The
  /// socket takes from each connection in turn.
  func receive(now: Double) throws {
    var bytes = 0
    for _ in 0..<4000 where bytes < Coordinator.bytesPerTurn {
      let start = CoordinatorClock.threadTime
      guard let message = try InboundMessage.next(from: router) else { return }
      bytes += message.size
      switch wasted.hearing(of: message.route) {
      case .listen:
        if handle(message, now: now) == .nothing {
          waste(since: start, by: message.route, from: message.address, now: now)
        }
      case .ignore: ignore(message, now: now)
      case .close: if let descriptor = message.descriptor { connections.close(descriptor, .useless) }
      }
    }
  }

  /// The thread was busy with something that was of no use.
  ///
  /// - Parameter start: the thread's time when that began.
  func waste(since start: Double, by route: [UInt8], from host: String? = nil, now: Double) {
    let seconds = CoordinatorClock.threadTime - start
    if wasted.add(seconds, by: route, key: peers.key(of: route), now: now) {
      refusals.add(.useless(from: host))
    }
  }

  /// Takes a message off the socket without reading it. Its sender is there, which is all that its lease needs.
  private func ignore(_ message: InboundMessage, now: Double) {
    connections.delivered(message.descriptor, bytes: message.size, isAllowed: false)
    if let session = core.registry.session(on: message.route) {
      _ = core.scheduler.heard(from: session, now: now)
    }
  }

  /// Asks workers to send again what was not listened to.
  func askForgiven(now: Double) {
    for route in wasted.takeForgiven(now: now) where core.registry.session(on: route) != nil {
      askForHello(route)
    }
  }

  private static var bytesPerTurn: Int { 64 << 20 }

  /// What came of a message.
  enum Outcome { case something, nothing }

  private func handle(_ message: InboundMessage, now: Double) -> Outcome {
    let route = message.route
    // The key was good at the handshake; it may have been revoked since.
    let key = message.userID.flatMap { allowList.valid($0) }
    connections.delivered(
      message.descriptor, bytes: message.size, isAllowed: key != nil || serverKey == nil)
    if serverKey != nil, key == nil {
      let revoked = message.userID.flatMap { allowList.find($0) }
      return refuse(
        message, .revoked,
        revoked.map { AllowList.sentence(ofRevoked: $0) } ?? "the key of this connection is no longer valid")
    }
    if let descriptor = message.descriptor { peers.note(descriptor, message.userID ?? "", of: route) }
    let role = key?.role
    let keyName = key?.name ?? "none"
    let decoded: WireToCoordinator
    switch message.content {
    case .unreadable(let error):
      if case .version(let found) = error {
        let mismatch = VersionMismatch(found: found, role: role)
        return refuse(message, .protocol, mismatch.description, version: found)
      }
      return refuse(message, .malformed, "\(error)")
    case .readable(let kind, let payload):
      guard kind != .request || role != .worker else {
        return refuse(message, .role, "this key is a worker's, not a client's")
      }
      guard kind == .request || role != .client else {
        return refuse(message, .role, "this key is a client's, not a worker's")
      }
      do throws(WireError) { decoded = try WireCodec.parse(WireToCoordinator.self, payload) } catch {
        return refuse(message, .malformed, "\(error)")
      }
    }
    switch decoded.message {
    case .request(let request)?:
      return handle(request, size: message.size, from: route) ? .something : .nothing
    case .hello(let hello)?: return welcome(hello, keyName: keyName, now: now, message)
    case let content?: return handle(content, route: route, now: now)
    case nil: return refuse(message, .malformed, "the message is empty")
    }
  }

  private func handle(
    _ content: WireToCoordinator.OneOf_Message, route: [UInt8], now: Double
  ) -> Outcome {
    guard let session = core.registry.session(on: route), core.scheduler.heard(from: session, now: now) else {
      return askForHello(route)
    }
    switch content {
    case .heartbeat(let beat):
      handle(beat, from: session, now: now)
      return peers.isTimely(route, every: configuration.heartbeatSeconds / 4, now: now)
        ? .something : .nothing
    case .checkpointRequest(let request):
      return handle(request, from: session, route: route) ? .something : .nothing
    case .report(let report): return handle(report, from: session, route: route, now: now)
    case .goodbye(let goodbye):
      // One of an earlier epoch was overtaken by the hello of this one.
      guard goodbye.epoch == session.epoch else { return .nothing }
      let reason = PeerText.line(goodbye.reason, limit: 200)
      logger.log(
        level: peers.isNews(.left, of: route, now: now) ? .info : .debug,
        "worker \(session.worker) left: \(reason)")
      core.scheduler.workerLeft(session, reason: "its worker left: \(reason)", isItsOwnDoing: true, now: now)
      forget(session)
      return .something
    case .hello, .request: return .nothing
    }
  }

  /// Has a worker say hello, which is then of use however often it did before.
  @discardableResult
  func askForHello(_ route: [UInt8]) -> Outcome {
    send(.helloAgain(.init()), to: route)
    peers.noteAsked(route)
    return .nothing
  }

  private func welcome(
    _ hello: WireHello, keyName: String, now: Double, _ message: InboundMessage
  ) -> Outcome {
    let route = message.route
    let key = message.userID ?? ""
    guard let offer = WorkerOffer(hello, now: now) else {
      return refuse(message, .malformed, "the worker's identity is not 16 bytes")
    }
    let session = offer.session
    guard core.registry.isKeyRight(key, of: session.worker) else {
      return refuse(message, .role, "worker \(session.worker) came with another key before")
    }
    guard peers.isFree(route, for: session.worker) else {
      return refuse(message, .malformed, "this connection was another worker before")
    }
    let held = hello.held.compactMap { held -> Lease? in
      core.index.number(bytes: held.task).map { Lease(task: $0, attempt: Int(held.attempt)) }
    }
    let unsent = unsentLeases(of: session)
    guard
      let unwanted = core.scheduler.workerJoined(
        session, slots: offer.slots, gpus: offer.gpus, memory: offer.memory, experiments: offer.experiments,
        held: unsent + held,
        leavesAt: offer.leavesAt, key: message.userID,
        hasProved: (core.registry.row(of: session.worker)?.tasks ?? 0) > 0, now: now)
    else {
      refusals.add(
        .message(from: message.address, why: "it is an old hello: its worker has said a later one"))
      return .nothing
    }
    if offer.isExcessive, peers.isNews(.tooManySlots, of: route, now: now) {
      logger.warning(
        """
        worker \(session.worker) offers \(hello.slots) slots on \(Plural.of(offer.cores, "core")); \
        \(offer.slots) of them are used
        """)
    }
    if hello.leaving { core.scheduler.workerDrains(session) }
    let joined = core.join(offer, key: key, keyName: keyName, route: route, wall: CoordinatorClock.wall)
    core.allocations.workerJoined(offer.allocation, now: now)
    for old in joined.replaced {
      committed.forget(old)
      backlog.forget(old)
    }
    logger.log(
      level: peers.isNews(.joined, of: route, now: now) ? .info : .debug,
      "worker \(session.worker) on \(offer.host) joined with \(Plural.of(offer.slots, "slot"))",
      metadata: ["key": "\(keyName)", "held": "\(held.count)", "epoch": "\(hello.epoch)"])
    let known = Set(held.map(\.task))
    send(
      .welcome(
        .with { welcome in
          welcome.heartbeatSeconds = configuration.heartbeatSeconds
          welcome.leaseSeconds = configuration.scheduling.leaseSeconds
          welcome.coordinatorEpoch = epoch
          welcome.unwanted =
            unwanted.compactMap { wireLease($0) }
            + hello.held.filter { held in
              core.index.number(bytes: held.task).map { !known.contains($0) } ?? true
            }
        }), to: route)
    return peers.wasAsked(route) ? .something : .nothing
  }

  private func handle(_ beat: WireWorkerHeartbeat, from session: WorkerSession, now: Double) {
    guard beat.epoch == session.epoch else { return }
    core.scheduler.workerLeaves(
      session, at: WorkerOffer.end(after: beat.remainingSeconds, now: now), now: now)
    if beat.leaving { core.scheduler.workerDrains(session) }
    for progress in beat.running {
      guard let task = core.index.number(bytes: progress.task) else { continue }
      core.scheduler.progressed(
        task, attempt: Int(progress.attempt), by: session, step: progress.step,
        ranSeconds: progress.seconds, now: now)
    }
  }

  private func handle(
    _ report: WireReport, from session: WorkerSession, route: [UInt8], now: Double
  ) -> Outcome {
    guard report.epoch == session.epoch, let worker = workers[session] else { return askForHello(route) }
    // Once one was put off, so are those behind it: pieces of a checkpoint come in order.
    guard !backlog.isFull, !backlog.isPutOff(session) else {
      backlog.putOff(session)
      return .something
    }
    backlog.add(report, tag: nextTag, now: now)
    let before = core.batch.size
    let verdict = core.take(
      report, from: worker, takesCheckpoints: trouble == nil, now: now, wall: CoordinatorClock.wall)
    if verdict == .decided {
      deferred.add(.init(tag: nextTag, route: route, message: .acknowledge(report.sequence)))
    }
    return core.batch.size > before ? .something : .nothing
  }

  /// Asks workers again whose reports had to wait; one hello makes them send all that is not acknowledged.
  func askPostponed(now: Double) {
    for session in core.postponed.takeDue(now: now) {
      if let worker = workers[session] { askForHello(worker.route) }
    }
  }

  /// A session is over; its connection may be used for a new one.
  func forget(_ session: WorkerSession) {
    let now = CoordinatorClock.monotonic
    let allocation = workers[session]?.allocation ?? ""
    if core.registry.isWritten(session.worker) { core.allocations.workerWorked(allocation, now: now) }
    guard core.forget(session) else { return }
    if !allocation.isEmpty, !workers.values.contains(where: { $0.allocation == allocation }) {
      core.allocations.workerLeft(allocation, now: now)
    }
    committed.forget(session)
    backlog.forget(session)
    committed.touch()
  }

  /// Answers a peer that cannot be served, and says so in the log.
  ///
  /// - Parameter version: the peer's version of the protocol, under which it reads a refusal.
  private func refuse(
    _ message: InboundMessage, _ code: WireRefusalCode, _ why: String, version: UInt8 = WireCodec.version
  ) -> Outcome {
    refusals.add(.message(from: message.address, why: why))
    send(.refusal(WireRefusal(code, why)), to: message.route, version: version)
    return .nothing
  }

  func wireLease(_ lease: Lease) -> WireHeld? {
    guard let id = core.index[lease.task] else { return nil }
    return .with {
      $0.task = .init(id.digest.bytes)
      $0.attempt = UInt32(clamping: lease.attempt)
    }
  }

  /// Sends; a peer that is gone or does not read is noticed by its silence, so the outcome needs no care.
  @discardableResult
  func send(
    _ message: WireFromCoordinator.OneOf_Message, to route: [UInt8], version: UInt8 = WireCodec.version
  ) -> Bool {
    do {
      let frames = try WireCodec.frames(
        WireFromCoordinator.with { $0.message = message }, limit: WireCodec.maximumReplyBytes + (1 << 16),
        version: version)
      guard try router.sendMultipart([route] + frames) == .sent else { return false }
      if let descriptor = peers.descriptor(of: route) {
        connections.sent(descriptor, bytes: frames.reduce(0) { $0 + $1.count })
      }
      return true
    } catch {
      logger.error("could not send a message: \(error)")
      return false
    }
  }

  func heartbeat() {
    for worker in workers.values {
      let beat = WireCoordinatorHeartbeat.with {
        $0.coordinatorEpoch = epoch
        $0.tasksLeft = UInt64(clamping: core.scheduler.tasksLeft(for: worker.session))
      }
      send(.heartbeat(beat), to: worker.route)
    }
  }
}
