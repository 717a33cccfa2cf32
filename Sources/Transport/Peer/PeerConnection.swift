internal import Glibc
package import Messages
package import ZeroMQ

/// A worker's or client's connection to its coordinator. One thread owns it.
package struct PeerConnection: ~Copyable {
  /// The coordinator's address.
  package let endpoint: String
  private let context: Context
  private let options: SocketOptions
  private var socket: Socket
  private var monitor: SocketMonitor
  private var seen = ConnectionFinding.absent

  /// Connects in the background; an absent coordinator is no error.
  ///
  /// - Throws: `ZMQError` for an address or keys that cannot work, or a libzmq without CURVE.
  package init(_ access: AccessFile, in context: Context) throws {
    let options = try PeerConnection.options(for: access)
    let socket = try Socket(.dealer, in: context, options: options)
    // Made before the connection, or its first events would be missed.
    let monitor = try socket.monitor()
    try socket.connect(access.endpoint)
    endpoint = access.endpoint
    self.context = context
    self.options = options
    self.socket = socket
    self.monitor = monitor
  }

  deinit {
    // The socket goes next whatever this says, and an unusable one reports nothing either.
    try? socket.stopMonitoring()
  }

  /// What to wait on. It changes with every ``reconnect()``.
  package var handle: SocketHandle { socket.handle }

  /// Drops the connection with all that waits in it and opens a fresh one, so that a coordinator that
  /// returns is not flooded with what an old session said.
  package mutating func reconnect() throws(ZMQError) {
    let fresh = try Socket(.dealer, in: context, options: options)
    let monitor = try fresh.monitor()
    // libzmq's own thread would wait for ever to tell of the old socket once nobody reads it.
    try socket.stopMonitoring()
    socket = fresh
    self.monitor = monitor
    try socket.connect(endpoint)
  }

  /// What the events of the connections so far say about the other end. Looked at soon and often: see
  /// `SocketMonitor`.
  package mutating func finding() throws(ZMQError) -> ConnectionFinding {
    while let event = try monitor.next()?.event { seen.learn(event) }
    return seen
  }

  /// Sends without waiting; false where there is no connection or no room, and then nothing was sent.
  ///
  /// - Throws: ``WireError`` for a message over the limit, `ZMQError` for a socket that is unusable.
  package borrowing func send(_ message: WireToCoordinator) throws -> Bool {
    try send(frames: WireCodec.frames(message))
  }

  /// Sends frames that ``WireCodec/frames(_:)`` made; see ``send(_:)``.
  package borrowing func send(frames: [[UInt8]]) throws(ZMQError) -> Bool {
    try socket.sendMultipart(frames) == .sent
  }

  /// The next message that is there already, or nil.
  ///
  /// - Throws: ``WireError`` for one that cannot be read; the next call reads the one after it.
  package borrowing func receive() throws -> WireFromCoordinator? {
    guard let message = try socket.receiveMultipart(maximumFrames: 2) else { return nil }
    guard message.discardedFrames == 0 else {
      throw WireError.malformed("found \(2 + message.discardedFrames) frames, expected 2")
    }
    return try WireCodec.message(WireFromCoordinator.self, from: message.frames)
  }

  private static func options(for access: AccessFile) throws(ZMQError) -> SocketOptions {
    var options = SocketOptions()
    // Answers prove delivery; lingering only gives a goodbye the time to leave.
    options.linger = .seconds(1)
    options.immediate = true
    options.sendHighWater = 1000
    options.receiveHighWater = 1000
    options.maximumMessageSize = Int64(WireCodec.maximumReplyBytes + (1 << 20))
    options.handshakeInterval = .seconds(10)
    // A worker knocks again within seconds of a coordinator's restart, since its leases run out.
    options.reconnectInterval = .milliseconds(100)
    options.reconnectIntervalMaximum = .seconds(5)
    options.tcpKeepalive = true
    if let serverKey = access.serverKey, let publicKey = access.publicKey, let secretKey = access.secretKey {
      guard Libzmq.hasCurve else {
        throw ZMQError(
          operation: "encrypt", code: ENOTSUP,
          detail: "this machine's libzmq was built without CURVE; install one with it (libsodium)")
      }
      options.security = .client(
        keys: try CurveKeyPair(publicKey: publicKey, secretKey: secretKey), serverKey: serverKey)
    }
    return options
  }
}
