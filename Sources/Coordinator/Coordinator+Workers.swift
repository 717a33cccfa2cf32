internal import Journal
internal import Logging
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport
internal import ZeroMQ

extension Coordinator {
  /// Reads what has arrived, a bounded number of messages so that other duties are not starved.
  func receive(now: Double) throws {
    for _ in 0..<4000 {
      guard let message = try router.receiveMultipart(maximumFrames: 3) else { return }
      handle(message, now: now)
    }
  }

  private func handle(_ message: Multipart, now: Double) {
    guard let route = message.frames.first else { return }
    guard message.discardedFrames == 0, message.frames.count == 3 else {
      return refuse(route, "malformed", "the message has the wrong number of frames", message)
    }
    var role: AccessKey.Role?
    var keyName = "none"
    if serverKey != nil {
      // The key was good at the handshake; it may have been revoked since.
      guard let key = message.userID.flatMap({ allowList.valid($0) }) else {
        return refuse(route, "revoked", "the key of this connection is no longer valid", message)
      }
      connections.proved(message.descriptor)
      role = key.role
      keyName = key.name
    } else {
      connections.proved(message.descriptor)
    }
    let decoded: WireToCoordinator
    do throws(TransportError) {
      decoded = try WireCodec.message(from: Array(message.frames.dropFirst()))
    } catch {
      if case .version = error { return refuse(route, "protocol", "\(error)", message) }
      return refuse(route, "malformed", "\(error)", message)
    }
    guard let content = decoded.message else {
      return refuse(route, "malformed", "the message is empty", message)
    }
    if case .request(let request) = content {
      guard role != .worker else {
        return refuse(route, "role", "this key is a worker's, not a client's", message)
      }
      return handle(request, from: route)
    }
    guard role != .client else {
      return refuse(route, "role", "this key is a client's, not a worker's", message)
    }
    if case .hello(let hello) = content {
      return welcome(hello, route: route, key: message.userID ?? "", keyName: keyName, now: now, message)
    }
    guard let session = routes[route], scheduler.heard(from: session, now: now) else {
      send(.helloAgain(.init()), to: route)
      return
    }
    switch content {
    case .heartbeat(let beat): handle(beat, from: session)
    case .checkpointRequest(let request): handle(request, from: session, route: route)
    case .report(let report): handle(report, from: session, route: route, now: now)
    case .goodbye(let goodbye):
      let reason = PeerText.line(goodbye.reason, limit: 200)
      logger.info("worker \(session.worker) left: \(reason)")
      scheduler.workerLeft(session, reason: "its worker left: \(reason)")
      forget(session)
    case .hello, .request: break
    }
  }

  private func welcome(
    _ hello: WireHello, route: [UInt8], key: String, keyName: String, now: Double, _ message: Multipart
  ) {
    guard let id = WorkerID(bytes: hello.worker) else {
      return refuse(route, "malformed", "the worker's identity is not 16 bytes", message)
    }
    if let known = workerRows[id], known.key != key {
      return refuse(route, "role", "worker \(id) came with another key before", message)
    }
    // Each worker has a connection of its own; one that names many would fill memory and journal with them.
    if let other = routes[route], other.worker != id {
      return refuse(route, "malformed", "this connection was worker \(other.worker) before", message)
    }
    let session = WorkerSession(worker: id, epoch: hello.epoch)
    let held = hello.held.compactMap { held -> Lease? in
      index.number(bytes: held.task).map { Lease(task: $0, attempt: Int(held.attempt)) }
    }
    let slots = Int(min(max(hello.slots, 1), 4096))
    guard
      let unwanted = scheduler.workerJoined(
        session, slots: slots,
        experiments: Set(hello.experiments.prefix(1000).filter { $0.utf8.count <= 200 }), held: held,
        leavesAt: hello.remainingSeconds > 0 ? now + min(hello.remainingSeconds, 1e9) : nil, now: now)
    else {
      refusals.add(
        .message(from: message.peerAddress, why: "it is an old hello: its worker has said a later one"))
      return
    }
    if hello.leaving { scheduler.workerDrains(session) }
    for (old, worker) in workers where old.worker == id {
      routes[worker.route] = nil
      workers[old] = nil
    }
    let wall = CoordinatorClock.wall
    var row =
      workerRows[id]
      ?? WorkerRecord(
        number: nextWorkerNumber, id: id, key: key, host: "", cpu: "",
        instructionSet: "", cores: 0, slots: 0, version: "", firstSeen: wall, lastSeen: wall, tasks: 0,
        seconds: 0)
    nextWorkerNumber = max(nextWorkerNumber, row.number + 1)
    row.host = PeerText.line(hello.machine.host, limit: 200)
    row.cpu = PeerText.line(hello.machine.cpu, limit: 200)
    row.instructionSet = PeerText.line(hello.machine.instructionSet, limit: 200)
    row.cores = Int(hello.machine.cores)
    row.slots = slots
    row.version = PeerText.line(hello.version, limit: 100)
    row.lastSeen = wall
    workerRows[id] = row
    batch.records.append(.workerSeen(row))
    workers[session] = ConnectedWorker(
      session: session, route: route, number: row.number, keyName: keyName, host: row.host, cpu: row.cpu,
      instructionSet: row.instructionSet)
    routes[route] = session
    logger.info(
      "worker \(session.worker) on \(row.host) joined with \(slots) slots",
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
              index.number(bytes: held.task).map { !known.contains($0) } ?? true
            }
        }), to: route)
  }

  private func handle(_ beat: WireWorkerHeartbeat, from session: WorkerSession) {
    if beat.leaving { scheduler.workerDrains(session) }
    for progress in beat.running {
      guard let task = index.number(bytes: progress.task) else { continue }
      scheduler.progressed(task, attempt: Int(progress.attempt), step: progress.step)
    }
  }

  private func handle(_ report: WireReport, from session: WorkerSession, route: [UInt8], now: Double) {
    guard report.epoch == session.epoch, let worker = workers[session] else {
      send(.helloAgain(.init()), to: route)
      return
    }
    // Once one was put off, so are those behind it: pieces of a checkpoint come in order.
    guard !backlog.isFull, !backlog.isPutOff(session) else { return backlog.putOff(session) }
    backlog.add(report, tag: nextTag, now: now)
    for rows in report.metrics { recordMetrics(rows) }
    for saved in report.checkpoints { recordCheckpoint(saved, from: session) }
    for finished in report.finished { recordResult(finished, from: session, worker: worker, now: now) }
    for ended in report.ended { recordEnd(ended, from: session, worker: worker, now: now) }
    owed.append(OwedMessage(tag: nextTag, route: route, message: .acknowledge(report.sequence)))
  }

  /// A session is over; its connection may be used for a new one.
  func forget(_ session: WorkerSession) {
    guard let worker = workers.removeValue(forKey: session) else { return }
    routes[worker.route] = nil
    committed.forget(session)
    committed.touch()
    if let row = workerRows[session.worker] { batch.records.append(.workerSeen(row)) }
  }

  /// Answers a peer that cannot be served, and says so in the log.
  private func refuse(_ route: [UInt8], _ code: String, _ why: String, _ message: Multipart) {
    refusals.add(.message(from: message.peerAddress, why: why))
    send(
      .refusal(
        .with {
          $0.code = code
          $0.message = why
        }), to: route)
  }

  func wireLease(_ lease: Lease) -> WireHeld? {
    guard let id = index[lease.task] else { return nil }
    return .with {
      $0.task = .init(id.digest.bytes)
      $0.attempt = UInt32(clamping: lease.attempt)
    }
  }

  /// Sends; a peer that is gone or does not read is noticed by its silence, so the outcome needs no care.
  @discardableResult
  func send(_ message: WireFromCoordinator.OneOf_Message, to route: [UInt8]) -> Bool {
    do {
      let frames = try WireCodec.frames(WireFromCoordinator.with { $0.message = message })
      return try router.sendMultipart([route] + frames) == .sent
    } catch {
      logger.error("could not send a message: \(error)")
      return false
    }
  }

  func heartbeat() {
    for worker in workers.values {
      send(.heartbeat(.with { $0.coordinatorEpoch = epoch }), to: worker.route)
    }
  }
}
