internal import CZeroMQ
internal import Synchronization

/// The connection events of one socket, in order.
///
/// For logs, for bounds on connections, and to tell a refused key from an absent server. Make it before the
/// socket binds or connects. One thread reads it, which need not be the socket's own, and reads it soon:
/// libzmq's I/O thread waits, with all its connections, once some 2000 events are unread.
package struct SocketMonitor: ~Copyable {
  private static let count = Atomic<UInt64>(0)

  private let socket: Socket

  fileprivate init(observing core: SocketCore) throws(ZMQError) {
    let observed = try core.open("observe a \(core.kind.name) socket")
    let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
    let endpoint = "inproc://percolate.monitor.\(number)"
    guard zmq_socket_monitor(observed, endpoint, SocketEvent.reported) == 0 else {
      throw .last("observe a \(core.kind.name) socket")
    }
    var options = SocketOptions()
    options.linger = .zero
    let socket = try Socket(.pair, in: core.context, options: options)
    try socket.connect(endpoint)
    self.socket = socket
  }

  /// The token that a poller takes.
  package var handle: SocketHandle { socket.handle }

  /// The next event and the endpoint it concerns, or nil if there is none yet.
  package borrowing func next() throws(ZMQError) -> (event: SocketEvent, endpoint: String)? {
    guard let message = try socket.receiveMultipart(maximumFrames: 2), let head = message.frames.first,
      let event = SocketEvent(head)
    else { return nil }
    let endpoint = message.frames.count > 1 ? String(decoding: message.frames[1], as: UTF8.self) : ""
    return (event, endpoint)
  }
}

extension Socket {
  /// Starts reporting this socket's connections. One monitor at a time: another one replaces it.
  package borrowing func monitor() throws(ZMQError) -> SocketMonitor {
    try SocketMonitor(observing: core)
  }

  /// Ends the reports. To be called on the socket's thread while the monitor is still being read, and before
  /// the monitor is closed where its reader is another thread.
  package borrowing func stopMonitoring() throws(ZMQError) {
    let socket = try core.open("stop observing a \(core.kind.name) socket")
    guard zmq_socket_monitor(socket, nil, 0) == 0 else {
      throw .last("stop observing a \(core.kind.name) socket")
    }
  }
}
