internal import Foundation
internal import Journal
internal import Logging
internal import Messages
internal import Platform
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// A client asked something. Quick answers come from memory, slow ones from the query thread.
  ///
  /// - Returns: false where it was refused at once.
  func handle(_ request: WireRequest, size: Int, from route: [UInt8]) -> Bool {
    switch request.request {
    case .submit(let submit):
      // Before anything copies it: the spec reader refuses it too.
      guard submit.source.count <= SpecParser.sizeLimit else {
        return fail(
          2, "the spec has \(submit.source.count) bytes; at most 1 MiB are taken", id: request.id, to: route)
      }
      guard admit(request.id, of: route, size: size) else { return false }
      take(submit, id: request.id, route: route)
      return true
    case .query(let query): return answer(query, id: request.id, size: size, route: route)
    case .command(let command):
      guard admit(request.id, of: route, size: size) else { return false }
      obey(command, id: request.id, route: route)
      return true
    case .upload(let upload): return take(upload, id: request.id, size: size, from: route)
    case nil: return fail(2, "the request is empty", id: request.id, to: route)
    }
  }

  /// Whether a request may wait for another thread; where too many do, its client is told.
  func admit(_ id: UInt64, of route: [UInt8], size: Int) -> Bool {
    if gate.admit(id, of: route, size: size) { return true }
    return fail(
      1, "the coordinator has too many unanswered requests; try again in a while", id: id, to: route)
  }

  private func take(_ submit: WireSubmit, id: UInt64, route: [UInt8]) {
    if let trouble { return giveUp(1, Self.notRecorded(trouble), id: id, to: route) }
    do {
      let content = Digest(of: try submit.serializedBytes() as [UInt8])
      let waiter = SubmissionDesk.Waiter(route: route, request: id)
      guard let ticket = desk.take(content, from: waiter, now: CoordinatorClock.monotonic) else {
        // It is under way, and who asks again waits with those who asked before.
        return gate.release(id, of: route)
      }
      let work = Submission(submissionShared, ticket: ticket, request: submit)
      let submitted = submitted
      submissions.run { submitted.post(.init(content: content, submitter: waiter, result: work.run())) }
    } catch {
      giveUp(2, "the request cannot be read: \(error)", id: id, to: route)
    }
  }

  private func answer(_ query: WireQuery, id: UInt64, size: Int, route: [UInt8]) -> Bool {
    switch query.question {
    case .status(let status) where status.unlessVersion == committed.version:
      guard size <= 4096 else {
        return fail(2, "a selector to wait for has at most 4000 bytes", id: id, to: route)
      }
      let waiter = WaitingQuery(
        route: route, request: id, query: status, since: CoordinatorClock.monotonic)
      guard waiting.add(waiter) else {
        return fail(
          1, "this connection waits for the status already; ask again when it is answered", id: id, to: route)
      }
    case .status, .workers, .allocations, .operation:
      guard admit(id, of: route, size: size) else { return false }
      quick.add(.init(query: query, id: id, route: route))
    case .keys:
      guard admit(id, of: route, size: size) else { return false }
      // From memory, where those are that this turn has made, and once all of them are on disk.
      deferred.add(.init(tag: nextTag, route: route, message: .keys(id: id)))
    case .sweep, .tasks, .rows, .metrics, .placements, .explain, .artifact, .artifacts, .failures, .columns,
      .changes,
      nil:
      guard admit(id, of: route, size: size) else { return false }
      largeAnswers.add(.init(query: query, id: id, route: route, key: peers.key(of: route)))
      giveLargeAnswers()
    }
    return true
  }

  /// Sends what may be large, one after the other, while those before it are being read.
  func giveLargeAnswers() {
    let now = CoordinatorClock.monotonic
    while largeAnswers.isWaiting(isBusy: busy.isBusy, now: now), connections.hasRoom(elseRing: doorbell) {
      if let piece = largeAnswers.takePiece() {
        readCheckpoint(piece)
      } else if let question = largeAnswers.takeQuestion(isBusy: busy.isBusy, now: now) {
        switch question.query.question {
        case .explain(let asked): disk.lookUp(asked.task, of: question)
        case .changes(let asked):
          answer(question, with: LiveKnowledge(changes: changes(since: asked.sinceVersion)))
        default: answer(question)
        }
      }
    }
  }

  /// Has the journal's thread answer a question.
  ///
  /// - Parameters:
  ///   - live: what this thread knows of what it asks for.
  ///   - seconds: of a processor that finding out took before.
  func answer(
    _ question: LargeAnswers.Question, with live: LiveKnowledge = LiveKnowledge(),
    searchedFor seconds: Double = 0
  ) {
    let service = DocumentService(results)
    let answered = answered
    queries.run {
      let start = CoordinatorClock.threadTime
      let reply = WireReply.OneOf_Reply { try service.document(question.query, with: live) }
      answered.post(
        QueryAnswer(
          route: question.route, request: question.id, reply: reply,
          seconds: seconds + CoordinatorClock.threadTime - start))
    }
  }

  private func changes(since version: UInt64) -> LiveKnowledge.Changes {
    let newest = committed.version
    guard let excerpt = committed.log.changes(since: version, newest: newest) else {
      return .init(version: newest, tasks: nil)
    }
    return .init(version: newest, tasks: { excerpt.tasks })
  }

  /// What the scheduler knows of some tasks, taken before the question leaves this thread.
  func explanations(of tasks: [StoredTask]) -> @Sendable (TaskNumber) -> String? {
    var texts: [TaskNumber: String] = [:]
    let now = CoordinatorClock.monotonic
    let allocations = allocationSentences()
    for task in tasks {
      let isWaitingForDisk =
        core.scheduler.tasks[task.number].map { $0.status.hasEnded && $0.status != task.status } ?? false
      texts[task.number] =
        isWaitingForDisk
        ? "Its end was reported and is being written to the disk."
        : core.scheduler.explanation(of: task.number, now: now)
      if core.scheduler.tasks[task.number]?.status == .pending, let allocations {
        texts[task.number]? += " " + allocations.map { "Queue \($0)." }.joined(separator: " ")
      }
    }
    let known = texts
    return { known[$0] }
  }

  private func replyStatus(_ query: WireStatusQuery, id: UInt64, route: [UInt8]) {
    do throws(SelectionError) {
      let known = core.sweeps.values.filter { committed.sweeps[$0.number] != nil }
      let chosen =
        query.selector.isEmpty
        ? known.map(\.number)
        : try SweepSelection.select(
          query.selector, from: known.map { ($0.number, $0.id, $0.header.name) })
      reply(.init(statusDocument(of: chosen)), id: id, to: route)
    } catch {
      fail(2, "\(error)", id: id, to: route)
    }
  }

  /// Has the clients answered that wait for a change, where there was one.
  func answerWaiting(now: Double) {
    for waiter in waiting.takeDue(version: committed.version, now: now) {
      quick.add(
        .init(query: .with { $0.status = waiter.query }, id: waiter.request, route: waiter.route))
    }
  }

  /// Answers what was asked from memory, as far as its share of this thread's time allows.
  func answerQuickly() {
    while let question = quick.takeNext(now: CoordinatorClock.monotonic) {
      let start = CoordinatorClock.threadTime
      gate.release(question.id, of: question.route)
      switch question.query.question {
      case .status(let status): replyStatus(status, id: question.id, route: question.route)
      case .workers: reply(.init(workersDocument()), id: question.id, to: question.route)
      case .allocations: reply(.init(allocationsDocument()), id: question.id, to: question.route)
      case .operation: reply(.init(operationDocument()), id: question.id, to: question.route)
      default: reply(.init(KeysDocument(allowList.all)), id: question.id, to: question.route)
      }
      quick.answered(seconds: CoordinatorClock.threadTime - start)
    }
  }

  /// A submission ended; makes the sweep run, and answers all who wait for it.
  func finish(_ outcome: SubmissionOutcome) {
    let waiters = desk.end(outcome.content)
    gate.release(outcome.submitter.request, of: outcome.submitter.route)
    let number: SweepNumber
    let isKnown: Bool
    var notes: [String] = []
    switch outcome.result {
    case .refused(let exitCode, let message):
      for waiter in waiters { fail(exitCode, message, id: waiter.request, to: waiter.route) }
      return
    case .known(let known, let sweep):
      number = known
      isKnown = true
      notes = core.submitAgain(known, sweep)
    case .added(let added):
      number = added.number
      isKnown = false
      notes = added.notes
      core.submit(added)
      handedOver.append(added.header.id)
      logger.info(
        "sweep \(added.header.name) submitted with \(Plural.of(added.planned.count, "task"))",
        metadata: ["id": "\(added.header.id)"])
    }
    guard let sweep = core.sweeps[number], let census = core.scheduler.sweeps[number]?.census else {
      for waiter in waiters {
        fail(
          1, "the sweep is in the journal but not in memory; restart the coordinator",
          id: waiter.request, to: waiter.route)
      }
      return
    }
    let document = SubmitDocument(
      sweep: "\(sweep.id)", name: sweep.header.name, planned: census.planned, excluded: census.excluded,
      done: census.done, isKnown: isKnown, state: core.condition(of: number)?.rawValue ?? "",
      priority: core.scheduler.sweeps[number]?.priority ?? 0, notes: notes)
    for waiter in waiters { deferReply(.init(document), id: waiter.request, to: waiter.route) }
  }

  /// Replies once everything of this turn is on disk.
  ///
  /// - Parameter isPatient: as ``DeferredReply/isPatient``.
  func deferReply(
    _ reply: WireReply.OneOf_Reply, id: UInt64, to route: [UInt8], isPatient: Bool = false
  ) {
    deferred.add(
      .init(tag: nextTag, route: route, message: .reply(id: id, reply), isPatient: isPatient))
  }

  func reply(_ reply: WireReply.OneOf_Reply, id: UInt64, to route: [UInt8]) {
    send(
      .reply(
        .with {
          $0.id = id
          $0.reply = reply
        }), to: route)
  }

  /// Tells a client why the request that was admitted is not carried out.
  func giveUp(_ exitCode: UInt32, _ message: String, id: UInt64, to route: [UInt8]) {
    gate.release(id, of: route)
    fail(exitCode, message, id: id, to: route)
  }

  /// Tells a client why not.
  ///
  /// - Returns: false, for whoever says in the same breath that nothing was done.
  @discardableResult
  func fail(_ exitCode: UInt32, _ message: String, id: UInt64, to route: [UInt8]) -> Bool {
    reply(
      .failure(
        .with {
          $0.exitCode = exitCode
          $0.message = message
        }), id: id, to: route)
    return false
  }
}

extension WireReply.OneOf_Reply {
  /// A document as a reply.
  init(_ document: some Document) {
    self.init { try document.json() }
  }

  /// A document as a reply, or why there is none.
  init(_ make: () throws -> Data) {
    do {
      let data = try make()
      guard data.count <= WireCodec.maximumReplyBytes else {
        throw SelectionError("the answer would be \(data.count) bytes; ask for fewer rows at a time")
      }
      self = .document(data)
    } catch {
      let code: UInt32 = error is SelectionError ? 2 : 1
      self = .failure(
        .with {
          $0.exitCode = code
          $0.message = "\(error)"
        })
    }
  }
}
