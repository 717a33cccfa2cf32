internal import Foundation
internal import Journal
internal import Logging
internal import Messages
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

/// What is done with what ``DiskThreads`` found out. The world has moved on meanwhile: tasks were cancelled,
/// workers left, checkpoints were replaced. So each answer is held against how things are now.
extension Coordinator {
  /// - Throws: ``JournalError`` where the journal cannot be read.
  func take(_ answer: DiskAnswer, now: Double) throws {
    switch answer {
    case .definitions(let result): try send(result.get(), now: now)
    case .checkpoint(let piece, let record, let content): checkpointRead(piece, of: record, content)
    case .files(let piece, let bundle, let content): filesRead(piece, of: bundle, content)
    case .upload(let request, let route, let result): uploaded(result, id: request, route: route)
    case .command(let entry, let result, let seconds):
      let start = CoordinatorClock.threadTime
      // Who names what is not there, again and again, has the disk's threads search for it.
      if !finish(entry, result) { waste(since: start - seconds, by: entry.route, now: now) }
      runCommands()
    case .tasks(let question, let tasks, let seconds):
      self.answer(
        question, with: LiveKnowledge(explanation: explanations(of: tasks)), searchedFor: seconds)
    }
  }

  // MARK: Tasks

  /// Has the definitions read of what was handed out, where none are being read.
  func readDefinitions() {
    if let tasks = assignments.takeBatch() { disk.readDefinitions(of: tasks) }
  }

  /// Sends the tasks whose definitions were read, but for those that were cancelled meanwhile or whose workers are
  /// gone.
  private func send(_ definitions: [TaskNumber: [UInt8]], now: Double) throws(JournalError) {
    for entry in assignments.batchArrived() {
      guard let worker = workers[entry.session], let sweep = core.sweeps[entry.sweep] else { continue }
      let held = entry.leases.filter { core.scheduler.holds($0, entry.session) }
      if core.scheduler.workers[entry.session]?.isDraining == true {
        takeBack(held, from: entry.session, "its worker was asked to leave before it was sent", now: now)
      } else {
        try assign(held, of: sweep, to: worker, definitions, now: now)
      }
    }
    readDefinitions()
  }

  private func assign(
    _ leases: [Lease], of sweep: LiveSweep, to worker: ConnectedWorker, _ definitions: [TaskNumber: [UInt8]],
    now: Double
  ) throws(JournalError) {
    var message: [WireAssignment] = []
    message.reserveCapacity(leases.count)
    var bytes = 0
    var first = 0
    for (position, lease) in leases.enumerated() {
      guard let id = core.index[lease.task], let definition = definitions[lease.task] else {
        throw .damaged(path: directory.journalPath, found: "task \(lease.task) is planned and not there")
      }
      let size = definition.count + 200
      if bytes + size > Coordinator.largestAssignment, position > first {
        hand(message, for: leases[first..<position], to: worker, now: now)
        message.removeAll(keepingCapacity: true)
        bytes = 0
        first = position
      }
      bytes += size
      message.append(assignment(of: lease, id, definition, of: sweep))
    }
    hand(message, for: leases[first...], to: worker, now: now)
  }

  private func assignment(
    of lease: Lease, _ id: TaskID, _ definition: [UInt8], of sweep: LiveSweep
  ) -> WireAssignment {
    var assignment = WireAssignment()
    assignment.task = Data(id.digest.bytes)
    assignment.attempt = UInt32(clamping: lease.attempt)
    assignment.definition = Data(definition)
    assignment.experiment = sweep.header.experiment
    assignment.experimentVersion = UInt64(clamping: sweep.header.version)
    assignment.timeLimit = sweep.limits.time ?? 0
    assignment.stallLimit = sweep.limits.stall ?? 0
    assignment.memoryLimit = UInt64(sweep.resources.memory ?? 0)
    assignment.threads = UInt32(clamping: sweep.resources.threads)
    assignment.gpus = UInt32(clamping: sweep.resources.gpus)
    if sweep.bundle != nil, let bundle = core.bundle(of: lease.task) {
      assignment.files = .with {
        $0.size = UInt64(clamping: bundle.size)
        $0.digest = Data(bundle.digest.bytes)
      }
    }
    if let checkpoint = core.checkpoints[lease.task] {
      logger.info("task \(id) attempt \(lease.attempt) goes on from step \(checkpoint.step)")
      assignment.checkpoint = .with {
        $0.step = Int64(checkpoint.step)
        $0.size = UInt64(clamping: checkpoint.size)
        $0.digest = Data(checkpoint.digest.bytes)
      }
      core.resumptions.add(lease.task, attempt: lease.attempt, step: checkpoint.step)
    }
    return assignment
  }

  /// Bytes of tasks that travel in one message, unless a single one has more.
  private static var largestAssignment: Int { 16 << 20 }

  private func hand(
    _ message: [WireAssignment], for leases: ArraySlice<Lease>, to worker: ConnectedWorker, now: Double
  ) {
    guard !leases.isEmpty, !send(.assign(.with { $0.assignments = message }), to: worker.route) else {
      return
    }
    // A full queue or a connection that is gone: the worker never heard of them.
    takeBack(Array(leases), from: worker.session, "it could not be sent", now: now)
  }

  /// What a worker that begins a new session holds without having heard of it.
  func unsentLeases(of session: WorkerSession) -> [Lease] {
    guard core.registry.isNew(session) else { return [] }
    return assignments.readdress(to: session).filter { core.scheduler.holds($0.lease, $0.session) }.map(
      \.lease)
  }

  private func takeBack(_ leases: [Lease], from session: WorkerSession, _ reason: String, now: Double) {
    for lease in leases {
      core.resumptions.remove(lease.task)
      core.scheduler.attemptEnded(
        lease.task, attempt: lease.attempt, by: session, outcome: .lost, reason: reason, now: now)
    }
  }

  // MARK: Commands

  /// Carries out a client's command behind those that came before it, and replies once its effect is on disk.
  func obey(_ command: WireCommand, id: UInt64, route: [UInt8]) {
    if let trouble, command.isOfPerson, !command.needsNoRoom {
      return giveUp(1, Self.notRecorded(trouble), id: id, to: route)
    }
    commands.add(.init(command: command, id: id, route: route))
    runCommands()
  }

  /// What a client is told that would wait for room on the disk.
  static func notRecorded(_ trouble: String) -> String {
    "nothing can be recorded now: \(trouble), and give the command again"
  }

  /// Begins with as many commands as can be: those that need nothing of the disk are done at once.
  func runCommands() {
    while !hasLargeBatch, committed.durableTag >= largeBatch, let next = commands.takeNext() {
      let start = CoordinatorClock.threadTime
      let needs = Result { () throws(SelectionError) in try self.needs(of: next.command) }
      switch needs {
      case .success(.nothing): finish(next, .success(.nothing))
      case .failure(let error):
        finish(next, .failure(error))
        waste(since: start, by: next.route, now: CoordinatorClock.monotonic)
      case .success(let needs):
        disk.prepare(next, needs, endpoint: endpoint, serverKey: serverKey ?? "")
      }
    }
  }

  /// Says who gave which command; allocators give theirs every few seconds.
  private func tellOf(_ entry: CommandQueue.Entry) {
    guard let command = entry.command.command, command.verb != nil else { return }
    let key = peers.key(of: entry.route)
    let who = allowList.find(key)?.name ?? "a client without a key"
    let names = entry.command.names.prefix(5).map { PlainText.line(String($0.prefix(60))) }
    logger.info("\(who): \(command.verb ?? "") \(names.joined(separator: ", "))")
  }

  /// - Returns: whether it was carried out.
  @discardableResult
  private func finish(
    _ entry: CommandQueue.Entry, _ findings: Result<CommandFindings, SelectionError>
  ) -> Bool {
    commands.finished()
    do throws(SelectionError) {
      // It counts as unanswered until it is on disk, and said.
      let reply = try run(entry.command, findings.get())
      if trouble != nil, entry.command.needsNoRoom {
        gate.release(entry.id, of: entry.route)
        self.reply(reply, id: entry.id, to: entry.route)
      } else {
        deferReply(reply, id: entry.id, to: entry.route, isPatient: !entry.command.isOfPerson)
      }
      tellOf(entry)
      return true
    } catch {
      giveUp(2, "\(error)", id: entry.id, to: entry.route)
      return false
    }
  }

  /// The loop has ended: a key whose access file was written is made known, and everything else is left undone.
  func finishCommandsAtStop() {
    for case .command(let entry, let result, _) in disk.takeAnswers() {
      if case .success(.key) = result { finish(entry, result) } else { refuseAtStop(entry) }
    }
    for entry in commands.takeAll() { refuseAtStop(entry) }
  }

  private func refuseAtStop(_ entry: CommandQueue.Entry) {
    fail(1, "the coordinator stops; ask the next one", id: entry.id, to: entry.route)
  }
}
