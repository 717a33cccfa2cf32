import Glibc
import Synchronization
import Testing

@testable import ZeroMQ

@Suite(.timeLimit(.minutes(5))) struct LifecycleTests {
  @Test func `terminating a context does not wait for ever for an absent peer`() throws {
    let context = try Context()
    var options = SocketOptions()
    options.linger = .milliseconds(1)
    options.immediate = false
    let dealer = try Socket(.dealer, in: context, options: options)
    try dealer.connect("tcp://127.0.0.1:1")
    let outcome = try dealer.sendMultipart([bytes("never delivered")])
    try dealer.close()

    context.terminate()

    #expect(outcome == .sent)
    let error = #expect(throws: ZMQError.self) { _ = try Socket(.dealer, in: context).kind }
    #expect(error?.isTermination == true)
  }

  @Test func `a socket keeps its context alive`() throws {
    weak var observed: Context?
    func makeSocket() throws -> Socket {
      let context = try Context()
      observed = context
      return try Socket(.pair, in: context)
    }
    let socket = try makeSocket()
    try socket.bind("inproc://alive")

    #expect(observed != nil)
    try socket.close()
    #expect(observed == nil)
  }

  @Test func `shutdown ends a blocked receive on another thread`() throws {
    let context = try Context()
    let errors = Recorder<ZMQError>()
    let thread = try OwnedThread {
      do throws(ZMQError) {
        let socket = try Socket(.pair, in: context)
        try socket.bind("inproc://blocked")
        _ = try socket.receive()
      } catch {
        errors.record(error)
      }
    }
    context.shutdown()
    thread.join()

    #expect(errors.all.map(\.isTermination) == [true])
  }

  @Test func `a handle that outlives its socket meets a closed socket`() throws {
    let context = try Context()
    let socket = try Socket(.pair, in: context)
    let handle = socket.handle
    try socket.close()

    let error = #expect(throws: ZMQError.self) {
      try Poller().poll([.socket(handle)], timeoutMilliseconds: 0)
    }

    #expect(error?.code == ENOTSOCK)
  }

  @Test func `the bound on sockets is set, and an error names it`() throws {
    var options = Context.Options()
    options.maximumSockets = 2
    let context = try Context(options)
    let first = try Socket(.pair, in: context)
    let second = try Socket(.pair, in: context)

    let error = #expect(throws: ZMQError.self) { _ = try Socket(.pair, in: context).kind }

    #expect(error?.description.contains("maximumSockets") == true)
    try first.close()
    try second.close()
  }
}
