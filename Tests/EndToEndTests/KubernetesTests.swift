import Foundation
import Glibc
import TestSupport
import Testing

/// What pods of `deploy kubernetes` do, as processes without Kubernetes.
@Suite(.timeLimit(.minutes(3)))
struct KubernetesTests {
  private func keys(_ place: TemporaryDirectory, options: [String] = []) throws -> ProgramAnswer {
    try RunningProcess(
      ["deploy", "kubernetes", "--keys", place.path("keys"), "--output", place.path("objects.yaml")] + options
    ).finish()
  }

  /// The access file with the address that the coordinator of this test has.
  private func move(_ file: String, to endpoint: String) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try Data(text.replacing(/tcp:\/\/[^"]*/, with: endpoint).utf8).write(to: URL(fileURLWithPath: file))
    chmod(file, 0o600)
  }

  @Test func `keys that were made before let a worker in that was there before its coordinator`() throws {
    let cluster = try Cluster()
    let place = cluster.directory
    #expect(try keys(place).ending == .code(0))
    let file = place.path("keys/worker.access.json")
    try move(file, to: cluster.endpoint)
    let worker = try cluster.start(
      ["worker", "--access", file, "--slots", "1", "--directory", place.path("spool")])
    try cluster.startCoordinator(options: ["--keys", place.path("keys")])
    #expect(
      cluster.endpoint
        == (try String(contentsOfFile: file, encoding: .utf8).firstMatch(of: /tcp:[^"]*/).map { String($0.0) })
    )
    try worker.waitForLog("welcomed")
    try cluster.submit("{name: one, experiment: probe, parameters: {duration: 0}, axes: {index: [1, 2]}}")
    #expect(try cluster.wait() == .code(0))
    // The client's key of the set gets in as well, and a restart changes nothing.
    let client = place.path("keys/client.access.json")
    try move(client, to: cluster.endpoint)
    try cluster.killCoordinator()
    try cluster.startCoordinator(options: ["--keys", place.path("keys")])
    #expect(!cluster.log.contains("a new key was made"))
    #expect(!cluster.log.contains("now has the key pair"))
    let status = try RunningProcess(["status", "--access", client, "--json"]).finish()
    #expect(status.ending == .code(0), "\(status.errors)")
    #expect(try status.json()["sweeps"][0]["census"]["done"].int == 2)
    worker.send(SIGTERM)
    #expect(try worker.exit() == .code(0))
    #expect(try cluster.stop())
  }

  @Test func `a set that is refused or revoked is said, and a new one shuts the old one's holders out`()
    throws
  {
    let cluster = try Cluster()
    let place = cluster.directory
    try cluster.startCoordinator()
    #expect(try keys(place).ending == .code(0))
    let insecure = try cluster.run("coordinator", "--insecure", "--keys", place.path("keys"))
    #expect(insecure.ending == .code(2))
    let missing = try RunningProcess(
      ["coordinator", "--data", place.path("other"), "--keys", place.path("nothing")]
    ).finish()
    #expect(missing.ending == .code(3))
    #expect(missing.errors.contains("nothing/coordinator.json"))
    try cluster.killCoordinator()
    try cluster.startCoordinator(options: ["--keys", place.path("keys")])
    #expect(cluster.log.contains("access files that were made for the former one get nobody in any more"))
    let listed = try cluster.run("keys", "list", "--json").json()["keys"].list
    let key = try #require(
      JSONDocument(
        String(contentsOfFile: place.path("keys/worker.access.json"), encoding: .utf8))[
          "publicKey"
        ].text)
    #expect(listed.contains { $0["public_key"].text == key })
    #expect(try cluster.run("keys", "revoke", key).ending == .code(0))
    try cluster.killCoordinator()
    try cluster.startCoordinator(options: ["--keys", place.path("keys")])
    #expect(cluster.log.contains("worker.access.json gets nobody in: its key worker was revoked"))
    #expect(try cluster.stop())
  }

  @Test func `the file is its owner's where keys are in it, and the same keys come again`() throws {
    let place = try TemporaryDirectory()
    let first = try keys(place)
    #expect(first.ending == .code(0), "\(first.errors)")
    let file = place.path("objects.yaml")
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let local = try String(contentsOfFile: place.path("keys/port-forward.access.json"), encoding: .utf8)
    #expect(local.contains("tcp://127.0.0.1:7733"))
    #expect(try keys(place).ending == .code(0))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    // Nothing is made for what will not be printed.
    let refused = try RunningProcess(
      ["deploy", "kubernetes", "--name", "No", "--keys", place.path("none")]
    ).finish()
    #expect(refused.ending == .code(2))
    #expect(!FileManager.default.fileExists(atPath: place.path("none")))
    let without = try RunningProcess(["deploy", "kubernetes"]).finish()
    #expect(without.ending == .code(0))
    #expect(!without.output.contains("kind: Secret"))
    #expect(without.errors.contains("--keys DIR makes keys"))
  }
}
