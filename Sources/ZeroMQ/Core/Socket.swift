internal import CZeroMQ
internal import Glibc

/// A ZeroMQ socket.
///
/// One thread owns it: make it, use it and close it there. It is neither copyable nor Sendable; a whole
/// loop moves to another thread by making its sockets on that thread. `close()` reports failure; letting
/// go of the value closes it too, silently. Messages still unsent are kept for `SocketOptions.linger`.
package struct Socket: ~Copyable {
  /// The messaging pattern.
  package enum Kind: Sendable {
    /// Addresses peers by a routing id in the first frame.
    case router
    /// Asynchronous client of a router.
    case dealer
    /// Answers one request at a time.
    case rep
    /// Asks one request at a time.
    case req
    /// One peer, for threads of one process.
    case pair
  }

  let core: SocketCore

  /// Opens a socket and applies `options`, all of them before the first bind or connect, because most do
  /// not reach connections that exist already.
  package init(_ kind: Kind, in context: Context, options: SocketOptions = SocketOptions()) throws(ZMQError) {
    var authenticates = false
    if case .server = options.security { authenticates = true }
    let core = try SocketCore(context: context, kind: kind, authenticatesPeers: authenticates)
    try options.apply(to: core)
    self.core = core
  }

  deinit { core.closeQuietly() }

  /// What kind of socket this is.
  package var kind: Kind { core.kind }

  /// The token that a poller takes. It does not keep the socket open.
  package var handle: SocketHandle { SocketHandle(core: core) }

  /// Closes the socket and reports failure.
  package consuming func close() throws(ZMQError) { try core.close() }

  /// Listens on `endpoint`, such as `tcp://*:7700`, `tcp://127.0.0.1:*` or `inproc://name`.
  ///
  /// A server with `Security.server` needs its `ZAPHandler` started first; without one it refuses everyone.
  package borrowing func bind(_ endpoint: String) throws(ZMQError) {
    try call("bind", endpoint, zmq_bind)
  }

  /// Connects to `endpoint`, in the background: an absent peer is no error, it is retried.
  package borrowing func connect(_ endpoint: String) throws(ZMQError) {
    try call("connect to", endpoint, zmq_connect)
  }

  /// Stops listening on `endpoint`, as `lastEndpoint` wrote it.
  package borrowing func unbind(_ endpoint: String) throws(ZMQError) {
    try call("unbind", endpoint, zmq_unbind)
  }

  /// The address of the last bind or connect, with wildcards resolved (the port that `*` became).
  package var lastEndpoint: String {
    get throws(ZMQError) {
      let socket = try core.open("read the last endpoint")
      // The longest is a path of ipc:// (108 bytes) or a bracketed IPv6 address with its zone.
      var buffer = [CChar](repeating: 0, count: 512)
      var length = buffer.count
      guard zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, &buffer, &length) == 0 else {
        throw .last("read the last endpoint")
      }
      return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  private borrowing func call(
    _ verb: String, _ endpoint: String, _ function: (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Int32
  ) throws(ZMQError) {
    let socket = try core.open("\(verb) \(endpoint)")
    guard function(socket, endpoint) == 0 else { throw .last("\(verb) \(endpoint)") }
  }
}

extension Socket.Kind {
  var rawValue: Int32 {
    switch self {
    case .router: ZMQ_ROUTER
    case .dealer: ZMQ_DEALER
    case .rep: ZMQ_REP
    case .req: ZMQ_REQ
    case .pair: ZMQ_PAIR
    }
  }

  var name: String {
    switch self {
    case .router: "ROUTER"
    case .dealer: "DEALER"
    case .rep: "REP"
    case .req: "REQ"
    case .pair: "PAIR"
    }
  }
}
