import Foundation
import Journal
import Messages
import SweepModel
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// Nobody locks everybody out, and a start that has to make keys says so.
@Suite(.timeLimit(.minutes(3)))
struct KeyTests {
  private func owner(_ host: CoordinatorHost) throws -> TestClient {
    try TestClient(access: AccessFile.load(host.data + "/keys/owner.access.json"), context: host.context)
  }

  private func valid(_ client: TestClient) throws -> [String] {
    let keys: KeysDocument = try client.query("keys")
    return keys.keys.filter { $0.revokedAt == nil }.map(\.name).sorted()
  }

  private func refusal(_ client: TestClient, _ names: String...) -> String {
    let error = #expect(throws: GaveUp.self) {
      try client.command(OutcomeDocument.self, "revoke-key", names)
    }
    return error?.description ?? ""
  }

  @Test func `the owner's key cannot be revoked, by its name or its digits, not even by itself`() throws {
    let host = try CoordinatorHost()
    let owner = try owner(host)
    let publicKey = try AccessFile.load(host.data + "/keys/owner.access.json").publicKey ?? "none"
    for client in [owner, try host.client()] {
      #expect(refusal(client, "owner").contains("cannot be revoked"))
      #expect(refusal(client, publicKey).contains("cannot be revoked"))
    }
    #expect(try valid(owner) == ["client", "owner", "worker"])
    #expect(throws: GaveUp.self) {
      try owner.command(KeysDocument.self, "add-key", ["client"], argument: "owner")
    }
  }

  @Test func `the last client key stays until there is another one`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    #expect(refusal(client, "client").contains("is the last client key"))
    try client.command(KeysDocument.self, "add-key", ["client"], argument: "second")
    #expect(refusal(client, "client", "second").contains("No key was revoked"))
    #expect(try valid(client) == ["client", "owner", "second", "worker"])
    let outcome: OutcomeDocument = try client.command(
      OutcomeDocument.self, "revoke-key", ["client", "client"])
    #expect(outcome.changed == 1 && outcome.targets.map(\.state) == ["revoked"])
    // Whoever held it is told so, and the owner still gets in.
    let error = #expect(throws: RequestError.self) { let _: StatusDocument = try client.query("status") }
    #expect(
      error?.description.contains("the key client of this connection is no longer valid: it was revoked")
        == true)
    let owner = try owner(host)
    #expect(try valid(owner) == ["owner", "second", "worker"])
    let again: OutcomeDocument = try owner.command(OutcomeDocument.self, "revoke-key", ["client"])
    #expect(again.changed == 0 && again.message.contains("was revoked before; nothing was changed"))
  }

  @Test func `a worker whose key is revoked is told at once`() throws {
    let host = try CoordinatorHost()
    let worker = try host.worker()
    try worker.hello()
    _ = try worker.welcome()
    let outcome: OutcomeDocument = try host.client().command(OutcomeDocument.self, "revoke-key", ["worker"])
    #expect(outcome.message.contains("1 worker was cut off"), "\(outcome.message)")
    let refusal = try worker.refusal()
    #expect(refusal.code == .revoked && refusal.message.contains("the key worker"))
  }

  @Test func `a start that has to make keys says which, why and what to do`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    #expect(host.log.count("a new key was made") == 0, "the first start is no news")
    try client.command(KeysDocument.self, "add-key", ["worker"], argument: "node")
    try client.command(OutcomeDocument.self, "revoke-key", ["worker"])
    host.stop()
    try host.start()
    #expect(host.log.count("its key worker was revoked") == 1)
    #expect(host.log.count("a new key was made") == 1)
    host.stop()
    try FileManager.default.removeItem(atPath: host.data + "/keys/owner.access.json")
    try FileManager.default.removeItem(atPath: host.data + "/client.access.json")
    try Data("{}".utf8).write(to: URL(fileURLWithPath: host.data + "/worker.access.json"))
    try host.start()
    #expect(host.log.count("it was missing") == 1)
    #expect(host.log.count("the former key of the owner") == 1)
    #expect(host.log.count("the old one could not be used") == 1)
    #expect(try valid(owner(host)).filter { $0 == "owner" }.count == 1)
    host.stop()
    try FileManager.default.removeItem(atPath: host.data + "/keys/coordinator.json")
    try host.start()
    #expect(host.log.count("has a new key pair") == 1)
    // Files that lie in the directory, added ones too, go on working.
    let worker = try host.worker("node")
    try worker.hello()
    _ = try worker.welcome()
    let _: StatusDocument = try host.client().query("status")
  }

  @Test func `a plain restart makes no keys`() throws {
    let host = try CoordinatorHost()
    let before = try valid(host.client())
    host.stop()
    try host.start()
    #expect(try valid(host.client()) == before)
    #expect(host.log.count("a new key was made") == 0)
  }
}
