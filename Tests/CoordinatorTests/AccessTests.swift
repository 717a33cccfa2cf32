import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// Only holders of a key get in, each in its role, and the log names who was turned away.
@Suite(.timeLimit(.minutes(3)))
struct AccessTests {
  /// An access file as another coordinator would have made it.
  private func stranger(_ host: CoordinatorHost) throws -> AccessFile {
    var access = try host.access("worker")
    let keys = try CurveKeyPair.generate()
    access.publicKey = keys.publicKey
    access.secretKey = keys.secretKey
    return access
  }

  @Test func `a stranger's key gets nothing, and the log has its first letters`() throws {
    let host = try CoordinatorHost()
    let access = try stranger(host)
    let worker = try ScriptedWorker(access: access, context: host.context)
    #expect(host.log.wait(for: "with key \(access.publicKey?.prefix(8) ?? "?")"))
    #expect(try !worker.trySend(frames: WireCodec.frames(WireToCoordinator.with { $0.hello = .init() })))
    #expect(host.log.count("joined") == 0)
    // Somebody with a key is served all the while.
    let status: StatusDocument = try host.client().query("status")
    #expect(status.workers == 0)
  }

  @Test func `a revoked key is deaf at once on the connection it has, and gets no new one`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.command(KeysDocument.self, "add-key", ["worker"], argument: "second")
    let revoked = try host.worker("second")
    try revoked.hello()
    _ = try revoked.welcome()
    let other = try host.worker()
    try other.hello()
    _ = try other.welcome()
    try client.submitProbes(2)
    let task = try #require(revoked.assignments().first)
    try client.command(OutcomeDocument.self, "revoke-key", ["second"])
    try revoked.report { $0.finished = [task.finished()] }
    #expect(try revoked.refusal().code == .revoked)
    #expect(host.log.wait(for: "cut off: its key was revoked"))
    #expect(host.log.wait(for: "no longer valid"))
    // Its task goes to the other worker.
    var taken = try other.assignments()
    while !taken.contains(where: { $0.task == task.task }) {
      try other.report { report in report.finished = taken.map { $0.finished() } }
      taken = try other.assignments()
    }
    try revoked.reconnect()
    #expect(host.log.wait(for: "its key second was revoked"))
    let keys: KeysDocument = try client.query("keys")
    #expect(keys.keys.first { $0.name == "second" }?.revokedAt != nil)
  }

  @Test func `a revoked client cannot ask any more`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.command(KeysDocument.self, "add-key", ["client"], argument: "guest")
    let guest = try TestClient(access: host.access("guest"), context: host.context)
    let _: StatusDocument = try guest.query("status")
    try client.command(OutcomeDocument.self, "revoke-key", ["guest"])
    #expect(throws: RequestError.self) { let _: StatusDocument = try guest.query("status") }
  }

  @Test func `a plaintext peer gets nothing, and the log says that somebody tried`() throws {
    let host = try CoordinatorHost()
    let access = AccessFile(
      role: .worker, endpoint: host.endpoint, serverKey: nil, publicKey: nil, secretKey: nil)
    let worker = try ScriptedWorker(access: access, context: host.context)
    #expect(host.log.wait(for: "did not get through the CURVE handshake"))
    #expect(try !worker.trySend(frames: WireCodec.frames(WireToCoordinator.with { $0.hello = .init() })))
    #expect(host.log.count("joined") == 0)
  }

  @Test func `a worker's key asks nothing, and a client's key does no work`() throws {
    let host = try CoordinatorHost()
    let asking = try TestClient(access: host.access("worker"), context: host.context)
    let refused = #expect(throws: RequestError.self) { let _: StatusDocument = try asking.query("status") }
    #expect(refused?.description.contains("worker's") == true)
    let working = try host.worker("client")
    try working.hello()
    #expect(try working.refusal().code == .role)
    #expect(host.log.count("joined") == 0)
    #expect(host.log.wait(for: "refused a message", count: 2))
  }

  @Test func `a worker cannot take over another one that has its own key`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.command(KeysDocument.self, "add-key", ["worker"], argument: "second")
    let victim = try host.worker()
    try victim.hello()
    _ = try victim.welcome()
    let thief = try host.worker("second")
    var hello = victim.hello(99, 1, [])
    hello.slots = 5
    try thief.send(.hello(hello))
    #expect(try thief.refusal().code == .role)
    #expect(host.log.count("joined") == 1)
  }

  @Test func `recorded bytes played back get nothing`() throws {
    let host = try CoordinatorHost()
    let ear = try Eavesdropper(before: host.endpoint)
    var access = try host.access("worker")
    access.endpoint = ear.endpoint
    let worker = try ScriptedWorker(access: access, context: host.context)
    try worker.hello()
    _ = try worker.welcome()
    let recording = ear.recording
    #expect(recording.count > 300)
    for _ in 0..<3 {
      let replay = try RawConnection(to: host.endpoint)
      replay.send(recording)
      #expect(replay.waitForClose(), "a replayed handshake was not cut off")
    }
    #expect(host.log.count("joined") == 1)
    #expect(host.log.count("it is an old hello") == 0, "a replayed message was decrypted")
    let status: StatusDocument = try host.client().query("status")
    #expect(status.workers == 1)
  }
}
