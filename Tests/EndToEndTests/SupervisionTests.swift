import Foundation
import Glibc
import TestSupport
import Testing

/// `run` looks after its workers, and never waits for what cannot come.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SupervisionTests {
  private static let spec = """
    name: watched
    experiment: probe
    parameters: {duration: 0.5}
    axes:
      index: {from: 1, to: 12, step: 1}
    limits: {attempts: 1}
    """

  @Test func `workers that are killed again and again end the run with the reason`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      SupervisionTests.spec.replacing("to: 12", with: "to: 5000"), to: "spec.yaml")
    let run = try cluster.start(["run", spec, "--workers", "2", "--no-report", "--data", cluster.data])
    var killed: Set<pid_t> = []
    while run.ending == nil {
      for child in ProcessTable.children(of: run.identifier) where !killed.contains(child) {
        killed.insert(child)
        kill(child, SIGKILL)
      }
      // Its end, or the next worker, a quarter of a second after the last: there is no signal for a grandchild.
      _ = try? run.exit(within: 0.1)
    }
    #expect(run.ending == .code(1), "\(run.errors.text)")
    #expect(killed.count <= 12, "a bounded number of workers")
    #expect(run.errors.wait { $0.contains("no worker is left: worker 1 ended 5 times within 1m") })
    #expect(run.errors.text.contains("SIGKILL"))
    let again = run.errors.text.split(separator: "`").first { $0.hasPrefix("percolate run") }
    #expect(again.map(String.init) == "percolate run \(spec) --data \(cluster.data)")
    #expect(try cluster.stop())
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func `a worker that ends is replaced, and the sweep is done`(signal: Int32) throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(SupervisionTests.spec, to: "spec.yaml")
    let run = try cluster.start(["run", spec, "--workers", "2", "--json", "--data", cluster.data])
    #expect(try cluster.awaitAnswer { $0["sweeps"][0]["census"]["done"].int ?? 0 >= 1 })
    for child in ProcessTable.children(of: run.identifier) { kill(child, signal) }
    #expect(try run.exit() == .code(0), "\(run.errors.text)")
    #expect(run.errors.text.contains("it is started again"))
    #expect(try cluster.status()["sweeps"][0]["census"]["done"].int == 12)
    // Nor are there folders of workers that had nothing to keep.
    #expect(!FileManager.default.fileExists(atPath: cluster.data + "/workers"))
    #expect(try cluster.stop())
  }

  @Test func `nothing outlives a run that is killed`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      SupervisionTests.spec.replacing("0.5", with: "60"), to: "spec.yaml")
    let run = try cluster.start(["run", spec, "--workers", "2", "--no-report", "--data", cluster.data])
    #expect(try cluster.awaitAnswer { $0["sweeps"][0]["census"]["running"].int == 2 })
    run.kill()
    _ = try run.exit()
    // True once no process that it has started, nor theirs, is left.
    #expect(try cluster.stop())
  }

  @Test func `a paused sweep goes on when it is run`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(SupervisionTests.spec, to: "spec.yaml")
    try cluster.startCoordinator()
    try cluster.submit(SupervisionTests.spec)
    #expect(try cluster.run("pause", "last").output.contains("is paused"))
    cluster.coordinator?.send(SIGTERM)
    _ = try cluster.coordinator?.exit()
    let run = try cluster.run("run", spec, "--workers", "2", "--no-report")
    #expect(run.ending == .code(0), "\(run.errors)")
  }
}
