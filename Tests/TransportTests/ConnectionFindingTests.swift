import Foundation
import Messages
import Testing
import ZeroMQ

@testable import Transport

/// What a connection's events say about the other end, and what clients make of it.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionFindingTests {
  private func finding(_ events: [SocketEvent]) -> ConnectionFinding {
    events.reduce(into: ConnectionFinding.absent) { $0.learn($1) }
  }

  @Test func `events tell who is there`() {
    #expect(finding([]) == .absent)
    #expect(finding([.retrying(milliseconds: 100)]) == .absent)
    #expect(finding([.connected]) == .silent)
    #expect(finding([.connected, .handshakeSucceeded]) == .accepted)
    #expect(finding([.connected, .refused(status: 400)]) == .refused)
    #expect(finding([.connected, .refused(status: 500)]) == .closed, "the server's own failure may pass")
    #expect(finding([.connected, .handshakeFailed(errno: 32), .disconnected(descriptor: 3)]) == .closed)
    #expect(
      finding([.connected, .disconnected(descriptor: 3), .retrying(milliseconds: 1), .connected]) == .closed)
    #expect(finding([.connected, .handshakeProtocolFailed(code: 1), .connected]) == .mismatched)
    // A coordinator that restarts behind the same address.
    #expect(finding([.connected, .handshakeSucceeded, .disconnected(descriptor: 3), .connected]) == .silent)
  }

  /// Where a server with CURVE listens that lets in nobody but `member`.
  private final class Server {
    let context: Context
    let keys: CurveKeyPair
    let endpoint: String
    private let socket: Socket
    private let handler: ZAPHandler

    init(member: String) throws {
      context = try Context()
      keys = try CurveKeyPair.generate()
      handler = ZAPHandler(in: context) { request in
        request.publicKey == member ? .allow(userID: "member") : .deny(reason: "unknown key")
      }
      try handler.start()
      var options = SocketOptions()
      options.security = .server(keys: keys, domain: "test")
      socket = try Socket(.router, in: context, options: options)
      try socket.bind("tcp://127.0.0.1:*")
      endpoint = try socket.lastEndpoint
    }

    deinit { handler.stop() }
  }

  private func problem(_ access: AccessFile, timeout: Double) throws -> RequestError? {
    let context = try Context()
    var client = try RequestClient(access, in: context)
    do {
      _ = try client.request(WireRequest(), timeout: timeout)
      return nil
    } catch let error as RequestError { return error }
  }

  @Test func `a refused key is said at once, however long the client would wait`() throws {
    let member = try CurveKeyPair.generate()
    let stranger = try CurveKeyPair.generate()
    let server = try Server(member: member.publicKey)
    let access = AccessFile(
      role: .client, endpoint: server.endpoint, serverKey: server.keys.publicKey,
      publicKey: stranger.publicKey, secretKey: stranger.secretKey)
    // The suite's time limit is far below this.
    let error = try #require(try problem(access, timeout: 1e6))
    #expect(error == .keyRefused(endpoint: server.endpoint))
    #expect(error.description.contains("was revoked"))
  }

  @Test func `an access file with another coordinator's key is told apart from an absent coordinator`() throws
  {
    let member = try CurveKeyPair.generate()
    let server = try Server(member: member.publicKey)
    let access = AccessFile(
      role: .client, endpoint: server.endpoint, serverKey: try CurveKeyPair.generate().publicKey,
      publicKey: member.publicKey, secretKey: member.secretKey)
    #expect(try problem(access, timeout: 2)?.description.contains("another key") == true)
    let open = AccessFile(
      role: .client, endpoint: server.endpoint, serverKey: nil, publicKey: nil, secretKey: nil)
    let mismatch = try #require(try problem(open, timeout: 2))
    #expect(mismatch.description.contains("copy the file again"), "\(mismatch)")
    let absent = AccessFile(
      role: .client, endpoint: "tcp://127.0.0.1:9", serverKey: nil, publicKey: nil, secretKey: nil)
    #expect(try problem(absent, timeout: 0.5)?.description.contains("nothing answers there") == true)
  }
}
