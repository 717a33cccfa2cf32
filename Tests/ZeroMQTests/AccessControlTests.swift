import Testing

@testable import ZeroMQ

/// CURVE with a ZAP handler, over TCP on loopback.
@Suite(.timeLimit(.minutes(5))) struct AccessControlTests {
  let context: Context
  let serverKeys: CurveKeyPair
  let memberKeys: CurveKeyPair
  let refusals: Recorder<ZAPRefusal>
  let requests: Recorder<ZAPRequest>
  let handler: ZAPHandler

  init() throws {
    let context = try Context()
    let memberKeys = try CurveKeyPair.generate()
    let refusals = Recorder<ZAPRefusal>()
    let requests = Recorder<ZAPRequest>()
    self.context = context
    self.memberKeys = memberKeys
    self.refusals = refusals
    self.requests = requests
    serverKeys = try CurveKeyPair.generate()
    handler = ZAPHandler(
      in: context,
      policy: { request in
        requests.record(request)
        return request.publicKey == memberKeys.publicKey
          ? .allow(userID: "member") : .deny(reason: "unknown key")
      },
      onRefusal: { refusals.record($0) })
  }

  func makeServer() throws -> Socket {
    try Socket(
      .router, in: context, options: patientOptions(.server(keys: serverKeys, domain: "workers")))
  }

  func makeClient(_ keys: CurveKeyPair, serverKey: String? = nil) throws -> Socket {
    try Socket(
      .dealer, in: context,
      options: patientOptions(.client(keys: keys, serverKey: serverKey ?? serverKeys.publicKey)))
  }

  @Test func `an allowed key gets in, and its messages carry the user id`() throws {
    try handler.start()
    let server = try makeServer()
    let client = try makeClient(memberKeys)
    try client.connect(try server.bindToLoopback())
    _ = try client.sendWaiting(["hello"])

    let hello = try server.awaitMessage()
    let answered = try server.sendMultipart([hello.frames[0], bytes("welcome")])
    let welcome = try client.awaitMessage()

    #expect(hello.frames.last == bytes("hello"))
    #expect(hello.userID == "member")
    #expect(hello.peerAddress?.hasSuffix("127.0.0.1") == true)
    #expect(answered == .sent)
    #expect(welcome.frames == [bytes("welcome")])
    #expect(welcome.userID == nil)
    #expect(refusals.all.isEmpty)
    let request = try requests.awaitFirst()
    #expect(request.domain == "workers")
    #expect(request.publicKey == memberKeys.publicKey)
    handler.stop()
  }

  @Test func `a stranger's key is refused, the stranger learns it and the log too`() throws {
    try handler.start()
    let server = try makeServer()
    let stranger = try CurveKeyPair.generate()
    let client = try makeClient(stranger)
    let monitor = try client.monitor()
    try client.connect(try server.bindToLoopback())

    let event = try monitor.await { if case .refused = $0 { true } else { $0 == .handshakeSucceeded } }
    let refusal = try refusals.awaitFirst()
    let outcome = try client.sendMultipart([bytes("let me in")])
    let arrived = try server.receiveMultipart(maximumFrames: 8)

    #expect(event == .refused(status: 400))
    #expect(refusal.reason == "unknown key")
    #expect(refusal.keyPrefix == String(stranger.publicKey.prefix(8)))
    #expect(refusal.description.contains("127.0.0.1"))
    #expect(outcome == .wouldBlock)
    #expect(arrived == nil)
    handler.stop()
  }

  @Test func `a peer without encryption is refused`() throws {
    try handler.start()
    let server = try makeServer()
    let monitor = try server.monitor()
    let client = try Socket(.dealer, in: context, options: patientOptions())
    try client.connect(try server.bindToLoopback())

    let event = try monitor.await { $0.endsHandshake }
    let outcome = try client.sendMultipart([bytes("let me in")])
    let arrived = try server.receiveMultipart(maximumFrames: 8)

    #expect(event != .handshakeSucceeded)
    #expect(outcome == .wouldBlock)
    #expect(arrived == nil)
    #expect(requests.all.isEmpty)
    handler.stop()
  }

  @Test func `a client does not talk to a server with another key`() throws {
    try handler.start()
    let server = try makeServer()
    let monitor = try server.monitor()
    let client = try makeClient(memberKeys, serverKey: CurveKeyPair.generate().publicKey)
    try client.connect(try server.bindToLoopback())

    let event = try monitor.await { $0.endsHandshake }
    let outcome = try client.sendMultipart([bytes("secret")])

    #expect(event != .handshakeSucceeded)
    #expect(outcome == .wouldBlock)
    #expect(requests.all.isEmpty)
    handler.stop()
  }

  @Test func `without a handler nobody gets in`() throws {
    let server = try makeServer()
    let monitor = try server.monitor()
    let client = try makeClient(memberKeys)
    try client.connect(try server.bindToLoopback())

    let event = try monitor.await { $0.endsHandshake }
    let outcome = try client.sendMultipart([bytes("let me in")])

    #expect(event != .handshakeSucceeded)
    #expect(outcome == .wouldBlock)
  }

  @Test func `after the handler stops nobody new gets in, and who is in stays`() throws {
    try handler.start()
    let server = try makeServer()
    let endpoint = try server.bindToLoopback()
    let old = try makeClient(memberKeys)
    try old.connect(endpoint)
    _ = try old.sendWaiting(["before"])
    let before = try server.awaitMessage()
    handler.stop()

    let monitor = try server.monitor()
    let new = try makeClient(memberKeys)
    try new.connect(endpoint)
    let event = try monitor.await { $0.endsHandshake }
    let outcome = try new.sendMultipart([bytes("let me in")])
    _ = try old.sendWaiting(["after"])
    let after = try server.awaitMessage()

    #expect(event != .handshakeSucceeded)
    #expect(outcome == .wouldBlock)
    #expect(after.frames == [before.frames[0], bytes("after")])
    #expect(after.userID == "member")
  }

  @Test func `a stopped handler can be started again, a second one is an error`() throws {
    try handler.start()
    try handler.start()
    let second = ZAPHandler(in: context, policy: { _ in .allow(userID: "anyone") })
    #expect(throws: ZMQError.self) { try second.start() }
    handler.stop()
    handler.stop()
    try handler.start()
    let server = try makeServer()
    let client = try makeClient(memberKeys)
    try client.connect(try server.bindToLoopback())
    _ = try client.sendWaiting(["again"])
    let message = try server.awaitMessage()

    #expect(message.userID == "member")
    handler.stop()
  }

  @Test(arguments: [
    ["1.0", "1", "workers", "127.0.0.1", "", "NULL"],
    ["1.0", "1", "workers", "127.0.0.1", "", "PLAIN", "admin", "admin"],
    ["1.0", "1", "workers", "127.0.0.1", "", "CURVE", "not 32 bytes"],
    ["2.0", "1", "workers", "127.0.0.1", "", "NULL"], ["nonsense"],
    ["1.0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
  ])
  func `other mechanisms and malformed requests are denied, and the handler goes on`(
    request: [String]
  ) throws {
    let yes = ZAPHandler(
      in: context, policy: { _ in .allow(userID: "anyone") }, onRefusal: { [refusals] in refusals.record($0) }
    )
    try yes.start()
    let req = try Socket(.req, in: context, options: patientOptions())
    try req.connect(ZAPHandler.endpoint)

    _ = try req.sendWaiting(request)
    let answer = try req.awaitMessage()
    _ = try req.sendMultipart(ZAPMessageTests.good)
    let next = try req.awaitMessage()

    #expect(answer.frames.count == 6)
    #expect(answer.frames[2] == bytes("400"))
    #expect(refusals.all.count == 1)
    #expect(next.frames[2] == bytes("200"))
    yes.stop()
  }

  @Test(arguments: ["", String(repeating: "x", count: 256), "a\u{0}b"])
  func `a user id that libzmq cannot carry is a refusal`(userID: String) throws {
    let handler = ZAPHandler(in: context, policy: { _ in .allow(userID: userID) })
    try handler.start()
    let req = try Socket(.req, in: context, options: patientOptions())
    try req.connect(ZAPHandler.endpoint)

    _ = try req.sendMultipart(ZAPMessageTests.good)
    let answer = try req.awaitMessage()

    #expect(answer.frames[2] == bytes("400"))
    handler.stop()
  }

  @Test func `letting go of a handler stops it, and a context with one can shut down`() throws {
    var handler: ZAPHandler? = ZAPHandler(in: context, policy: { _ in .deny(reason: "all") })
    try handler?.start()
    handler = nil
    try self.handler.start()
    context.shutdown()
    self.handler.stop()
    context.terminate()
  }

  @Test(arguments: ["", String(repeating: "x", count: 256), "a\u{0}b"])
  func `a server needs a domain that libzmq enforces`(domain: String) throws {
    let options = patientOptions(.server(keys: serverKeys, domain: domain))

    let error = #expect(throws: ZMQError.self) { _ = try Socket(.router, in: context, options: options).kind }

    #expect(error?.description.contains("domain") == true)
  }

  @Test func `a client needs a well-formed server key`() throws {
    let options = patientOptions(.client(keys: memberKeys, serverKey: "short"))

    let error = #expect(throws: ZMQError.self) { _ = try Socket(.dealer, in: context, options: options).kind }

    #expect(error?.description.contains("40 characters of Z85") == true)
  }
}

extension SocketEvent {
  /// Whether a handshake ended, well or not.
  var endsHandshake: Bool {
    switch self {
    case .handshakeSucceeded, .refused, .handshakeProtocolFailed, .handshakeFailed: true
    default: false
    }
  }
}
