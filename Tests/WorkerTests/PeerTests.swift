import Foundation
import Messages
import Synchronization
import Testing
import ZeroMQ

@testable import Transport

/// The client's side of the connection, against a scripted server.
struct PeerTests {
  private func access(_ endpoint: String) -> AccessFile {
    AccessFile(role: .client, endpoint: endpoint, serverKey: nil, publicKey: nil, secretKey: nil)
  }

  /// Answers requests in its own thread with what `answer` says; nil stays silent.
  private func serve(
    _ context: Context, answer: @escaping @Sendable (WireRequest, Int) -> WireFromCoordinator?
  ) throws -> String {
    try serve(context, frames: { answer($0, $1).flatMap { try? WireCodec.frames($0) } })
  }

  /// The same with frames, which need not be of this version.
  private func serve(
    _ context: Context, frames answer: @escaping @Sendable (WireRequest, Int) -> [[UInt8]]?
  ) throws -> String {
    let bound = Bound()
    Thread.detachNewThread {
      guard let router = try? Socket(.router, in: context),
        (try? router.bind("tcp://127.0.0.1:*")) != nil, let endpoint = try? router.lastEndpoint
      else {
        bound.isKnown.signal()
        return
      }
      bound.endpoint.withLock { $0 = endpoint }
      bound.isKnown.signal()
      // Until the context shuts down: a client may drop an answer that it has not read once the server is
      // gone, because its socket keeps no queue without a connection.
      var number = -1
      while let message = try? router.receiveMultipart(maximumFrames: 3, dontWait: false) {
        number += 1
        guard message.frames.count == 3,
          let whole: WireToCoordinator = try? WireCodec.message(from: Array(message.frames[1...])),
          let frames = answer(whole.request, number)
        else { continue }
        _ = try? router.sendMultipart([message.frames[0]] + frames, dontWait: false)
      }
    }
    bound.isKnown.wait()
    return bound.endpoint.withLock { $0 }
  }

  /// The address that the server's thread got, for the test's thread to wait for.
  private final class Bound: Sendable {
    let endpoint = Mutex("")
    let isKnown = DispatchSemaphore(value: 0)
  }

  private func reply(to request: WireRequest) -> WireFromCoordinator {
    var reply = WireReply()
    reply.id = request.id
    reply.document = Data("{}".utf8)
    var whole = WireFromCoordinator()
    whole.reply = reply
    return whole
  }

  @Test func `a request is answered`() throws {
    let context = try Context()
    defer { context.shutdown() }
    let endpoint = try serve(context) { request, _ in reply(to: request) }
    var client = try RequestClient(access(endpoint), in: context)
    let first = try client.request(WireRequest(), timeout: 30)
    let second = try client.request(WireRequest(), timeout: 30)
    #expect(first.document == Data("{}".utf8))
    #expect(second.id == first.id + 1)
  }

  @Test func `without an answer the same request goes over a fresh connection`() throws {
    let context = try Context()
    defer { context.shutdown() }
    let endpoint = try serve(context) { request, number in
      number == 0 ? nil : reply(to: request)
    }
    var client = try RequestClient(access(endpoint), in: context)
    client.patience = 0.2
    #expect(try client.request(WireRequest(), timeout: 30).document == Data("{}".utf8))
  }

  @Test func `an absent coordinator is an error that names its address`() throws {
    let context = try Context()
    var client = try RequestClient(access("tcp://127.0.0.1:9"), in: context)
    let error = #expect(throws: RequestError.self) { try client.request(WireRequest(), timeout: 0.3) }
    #expect(error?.description.contains("tcp://127.0.0.1:9") == true)
  }

  @Test func `a refusal is an error with its reason`() throws {
    let context = try Context()
    defer { context.shutdown() }
    let endpoint = try serve(context) { _, _ in
      var whole = WireFromCoordinator()
      whole.refusal = WireRefusal(.role, "")
      return whole
    }
    var client = try RequestClient(access(endpoint), in: context)
    #expect(throws: RequestError.refused(code: "role", message: "")) {
      try client.request(WireRequest(), timeout: 30)
    }
  }

  /// A refusal as version 1 sent it: the code "protocol" and a message.
  private static let refusalOfVersion1: [UInt8] =
    [0x12, 0x13, 0x0A, 0x08] + Array("protocol".utf8) + [0x12, 0x07] + Array("no, no.".utf8)

  @Test func `a coordinator of version 1 is told apart, with what to upgrade`() throws {
    let context = try Context()
    defer { context.shutdown() }
    let endpoint = try serve(
      context, frames: { _, _ in [Array("PCL".utf8) + [1], PeerTests.refusalOfVersion1] })
    var client = try RequestClient(access(endpoint), in: context)
    let error = #expect(throws: WireError.version(found: 1)) {
      try client.request(WireRequest(), timeout: 30)
    }
    #expect(
      error?.description
        == "the coordinator speaks protocol version 1, this program version 2; upgrade percolate on "
        + "the coordinator's machine and start the coordinator again")
    #expect(WireError.version(found: 3).description.contains("install the coordinator's release"))
  }

  @Test func `a question that is no longer wanted ends without an answer`() throws {
    let context = try Context()
    var client = try RequestClient(access("tcp://127.0.0.1:9"), in: context)
    #expect(try client.request(WireRequest(), timeout: 30, isCancelled: { true }) == nil)
  }
}
