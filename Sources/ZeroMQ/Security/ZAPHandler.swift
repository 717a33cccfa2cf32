internal import Glibc
internal import Synchronization

/// Decides, for a whole context, who may connect to its `Security.server` sockets.
///
/// Runs on its own thread at the address where libzmq asks, `inproc://zeromq.zap.01`. Start it before any
/// server socket binds, and stop it after they close: while it does not run, new connections are refused
/// and existing ones stay. Only CURVE peers can be allowed. Requests that cannot be read are refused.
package final class ZAPHandler: Sendable {
  /// Decides on one connection. Runs on the handler's thread, one call at a time; libzmq admits nobody else
  /// meanwhile, so it must be quick.
  package typealias Policy = @Sendable (ZAPRequest) -> ZAPDecision
  /// Hears of one refused connection, on the handler's thread.
  package typealias RefusalObserver = @Sendable (ZAPRefusal) -> Void

  static let endpoint = "inproc://zeromq.zap.01"

  private let context: Context
  private let policy: Policy
  private let onRefusal: RefusalObserver
  private let running = Mutex<Running?>(nil)

  private struct Running {
    let thread: OwnedThread
    let doorbell: Doorbell
  }

  /// Makes a handler that does not run yet.
  ///
  /// - Parameters:
  ///   - context: The context of the server sockets; it can have one running handler.
  ///   - policy: Who gets in.
  ///   - onRefusal: Called for each connection that does not.
  package init(
    in context: Context, policy: @escaping Policy, onRefusal: @escaping RefusalObserver = { _ in }
  ) {
    self.context = context
    self.policy = policy
    self.onRefusal = onRefusal
  }

  deinit { stop() }

  /// Starts the thread. When it returns, connections are decided on. Does nothing if it runs already.
  ///
  /// - Throws: EADDRINUSE if the context has another handler.
  package func start() throws(ZMQError) {
    try running.withLock { running throws(ZMQError) in
      guard running == nil else { return }
      let doorbell = try Doorbell()
      let socket = try Socket(.rep, in: context)
      try socket.bind(Self.endpoint)
      let loop = ZAPLoop(socket: socket, doorbell: doorbell, policy: policy, onRefusal: onRefusal)
      running = Running(thread: try OwnedThread { loop.run() }, doorbell: doorbell)
    }
  }

  /// Stops the thread and waits for its end. From then on new connections are refused. Does nothing if it
  /// does not run. Not to be called by the policy or the observer, which run on that thread.
  package func stop() {
    let stopped = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let stopped else { return }
    stopped.doorbell.ring()
    stopped.thread.join()
  }
}
