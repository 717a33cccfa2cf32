import Foundation
import TestSupport
import Testing
import Transport

/// Keys that are made before a coordinator's first start.
struct KeySetTests {
  private let place: TemporaryDirectory
  private var path: String { place.path("keys") }

  init() throws { place = try TemporaryDirectory() }

  private func prepare(_ endpoint: String = "tcp://head:7733") throws -> KeySet {
    try KeySet.prepare(in: path, endpoint: endpoint)
  }

  @Test func `what is missing is made, for its owner alone, and what is there stays`() throws {
    let first = try prepare()
    #expect(first.access.map(\.name) == ["worker", "client"])
    #expect(first.access.map(\.file.role) == [.worker, .client])
    for name in ["", "/coordinator.json", "/worker.access.json", "/client.access.json"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path + name)[.posixPermissions] as? Int
      #expect(mode == (name.isEmpty ? 0o700 : 0o600))
    }
    let again = try prepare("tcp://other:1")
    #expect(again.coordinator == first.coordinator)
    #expect(again.access.map(\.file.publicKey) == first.access.map(\.file.publicKey))
    #expect(again.access.map(\.file.endpoint) == ["tcp://other:1", "tcp://other:1"])
    try FileManager.default.removeItem(atPath: path + "/client.access.json")
    let mended = try prepare()
    #expect(mended.access[0].file.publicKey == first.access[0].file.publicKey)
    #expect(mended.access[1].file.publicKey != first.access[1].file.publicKey)
    #expect(mended.access[1].file.serverKey == first.coordinator.publicKey)
  }

  /// What is wrong with the set, as the one says who reads it.
  private func problem() -> String {
    do throws(AccessFileError) {
      _ = try KeySet.load(path)
      return "fine"
    } catch { return error.description }
  }

  @Test func `a set whose files do not belong together is refused, and nothing is made beside them`() throws {
    let set = try prepare()
    #expect(problem() == "fine")
    try set.access[1].file.write(path + "/worker.access.json")
    #expect(problem().contains("it is a client's, expected a worker's"))
    var foreign = set.access[0].file
    foreign.serverKey = foreign.publicKey
    try foreign.write(path + "/worker.access.json")
    #expect(problem().contains("for another coordinator"))
    #expect(throws: AccessFileError.self) { try prepare() }
    try set.access[0].file.write(path + "/worker.access.json")
    try FileManager.default.removeItem(atPath: path + "/coordinator.json")
    #expect(problem().contains("coordinator.json"))
    let error = #expect(throws: AccessFileError.self) { try prepare() }
    #expect(error?.description.contains("begin in an empty directory") == true)
    #expect(try !FileManager.default.contentsOfDirectory(atPath: path).contains("coordinator.json"))
  }

  @Test func `keys are not put where others write`() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    chmod(path, 0o777)
    #expect(throws: AccessFileError.self) { try prepare() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    #expect(throws: AccessFileError.self) {
      try KeySet.prepare(in: place.path("none/keys"), endpoint: "tcp://head:7733")
    }
  }
}
