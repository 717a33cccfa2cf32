import Testing

@testable import ZeroMQ

@Suite(.timeLimit(.minutes(5))) struct MessagingTests {
  let context: Context

  init() throws { context = try Context() }

  @Test(arguments: ["inproc://round-trip", "tcp://127.0.0.1:*"])
  func `a router answers the dealer that wrote to it`(endpoint: String) throws {
    let router = try Socket(.router, in: context, options: patientOptions())
    let dealer = try Socket(.dealer, in: context, options: patientOptions())
    try router.bind(endpoint)
    try dealer.connect(try router.lastEndpoint)

    let asked = try dealer.sendWaiting(["1", "question"])
    let question = try router.awaitMessage()
    let answered = try router.sendMultipart([question.frames[0], bytes("answer"), []])
    let answer = try dealer.awaitMessage()

    #expect(asked == .sent)
    #expect(question.frames.dropFirst() == [bytes("1"), bytes("question")])
    #expect(question.userID == nil)
    #expect(answered == .sent)
    #expect(answer.frames == [bytes("answer"), []])
  }

  @Test func `single frames tell whether more follow, and where they come from`() throws {
    let rep = try Socket(.rep, in: context, options: patientOptions())
    let req = try Socket(.req, in: context, options: patientOptions())
    try req.connect(try rep.bindToLoopback())

    let first = try req.send(bytes("head"), more: true)
    let second = try req.send(bytes("tail"))
    let head = try #require(try rep.receive())
    let tail = try #require(try rep.receive())

    #expect(first && second)
    #expect(head.bytes == bytes("head"))
    #expect(head.more)
    #expect(tail.bytes == bytes("tail"))
    #expect(!tail.more)
    #expect(tail.peerAddress?.hasSuffix("127.0.0.1") == true)
  }

  @Test func `a message with too many frames is read to its end, and the next one is whole`() throws {
    let left = try Socket(.pair, in: context, options: patientOptions())
    let right = try Socket(.pair, in: context, options: patientOptions())
    try left.bind("inproc://frames")
    try right.connect("inproc://frames")
    _ = try left.sendWaiting(["a", "b", "c", "d", "e"])
    _ = try left.sendWaiting(["next"])

    let long = try right.awaitMessage(maximumFrames: 2)
    let next = try right.awaitMessage(maximumFrames: 2)

    #expect(long.frames == [bytes("a"), bytes("b")])
    #expect(long.discardedFrames == 3)
    #expect(next.frames == [bytes("next")])
    #expect(next.discardedFrames == 0)
  }

  @Test func `nothing to read is nil, no peer to write to is wouldBlock`() throws {
    let dealer = try Socket(.dealer, in: context, options: patientOptions())
    try dealer.connect("tcp://127.0.0.1:1")

    let frame = try dealer.receive(dontWait: true)
    let message = try dealer.receiveMultipart(maximumFrames: 8)
    let outcome = try dealer.sendMultipart([bytes("x")])
    let sent = try dealer.send(bytes("x"), dontWait: true)

    #expect(frame == nil)
    #expect(message == nil)
    #expect(outcome == .wouldBlock)
    #expect(!sent)
  }

  @Test func `time-outs are results like would-block`() throws {
    var options = SocketOptions()
    options.receiveTimeout = .milliseconds(1)
    options.sendTimeout = .milliseconds(1)
    let dealer = try Socket(.dealer, in: context, options: options)

    let frame = try dealer.receive()
    let outcome = try dealer.sendMultipart([bytes("x"), bytes("y")], dontWait: false)

    #expect(frame == nil)
    #expect(outcome == .wouldBlock)
  }

  @Test func `a full queue is wouldBlock on a router, and empties again`() throws {
    var options = patientOptions()
    options.sendHighWater = 2
    options.receiveHighWater = 2
    let router = try Socket(.router, in: context, options: options)
    let dealer = try Socket(.dealer, in: context, options: options)
    try router.bind("inproc://full")
    try dealer.connect("inproc://full")
    _ = try dealer.sendWaiting(["hello"])
    let peer = try router.awaitMessage().frames[0]

    var outcomes: [SendOutcome] = []
    for _ in 0..<20 where outcomes.last != .wouldBlock {
      outcomes.append(try router.sendMultipart([peer, bytes("work"), bytes("more")]))
    }
    var received = 0
    while let message = try dealer.receiveMultipart(maximumFrames: 8) {
      #expect(message.frames == [bytes("work"), bytes("more")])
      received += 1
    }
    let afterwards = try router.sendMultipart([peer, bytes("work")], dontWait: false)

    #expect(outcomes.last == .wouldBlock)
    #expect(received == outcomes.count - 1)
    #expect(afterwards == .sent)
  }

  @Test func `a router tells that it does not know a peer`() throws {
    let router = try Socket(.router, in: context, options: patientOptions())
    try router.bind("inproc://unroutable")

    let outcome = try router.sendMultipart([bytes("nobody"), bytes("work")])

    #expect(outcome == .unroutable)
  }

  @Test func `an oversized message drops its sender and nobody else`() throws {
    var options = patientOptions()
    options.maximumMessageSize = 1_024
    let router = try Socket(.router, in: context, options: options)
    let monitor = try router.monitor()
    let endpoint = try router.bindToLoopback()
    let polite = try Socket(.dealer, in: context, options: patientOptions())
    let rude = try Socket(.dealer, in: context, options: patientOptions())
    try polite.connect(endpoint)
    _ = try polite.sendWaiting(["before"])
    let before = try router.awaitMessage()
    try rude.connect(endpoint)
    _ = try rude.sendMultipart([[UInt8](repeating: 7, count: 1_025)], dontWait: false)
    try monitor.await { if case .disconnected = $0 { true } else { false } }
    _ = try polite.sendMultipart([[UInt8](repeating: 8, count: 1_024)], dontWait: false)

    let after = try router.awaitMessage()
    let rest = try router.receiveMultipart(maximumFrames: 8)

    #expect(after.frames == [before.frames[0], [UInt8](repeating: 8, count: 1_024)])
    #expect(rest == nil)
  }

  @Test func `an unbound port can be bound again, a used one says what to do`() throws {
    let first = try Socket(.router, in: context, options: patientOptions())
    let second = try Socket(.router, in: context, options: patientOptions())
    let endpoint = try first.bindToLoopback()

    let error = #expect(throws: ZMQError.self) { try second.bind(endpoint) }

    #expect(error?.description.contains(endpoint) == true)
    #expect(error?.description.contains("choose another port") == true)
    #expect(throws: ZMQError.self) { try first.unbind("tcp://127.0.0.1:1") }
  }

  @Test func `an empty message and a malformed address are errors that say so`() throws {
    let dealer = try Socket(.dealer, in: context)

    let empty = #expect(throws: ZMQError.self) { try dealer.sendMultipart([]) }
    let address = #expect(throws: ZMQError.self) { try dealer.connect("nonsense") }

    #expect(empty?.description.contains("no frames") == true)
    #expect(address?.description.contains("nonsense") == true)
  }
}
