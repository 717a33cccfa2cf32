import Foundation
import Glibc
import TestSupport
import Testing

/// Tasks that end early, through coordinator and workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct StopTests {
  /// Eighty values within four seconds of waiting each; the rule ends most tasks before.
  private static let spec = """
    name: early
    experiment: probe
    parameters: {duration: 4, metrics: 80}
    axes: {index: [0, 1, 2]}
    replicates: 2
    stop: {metric: signal, above: 0.6, for: 3, after: 50}
    curves:
      - {name: ends, x: index, y: end-step}
    """

  @Test func `kill -9 of coordinator and workers changes no bit and no step, and a replay is the same`()
    throws
  {
    let calm = try Cluster()
    let path = try calm.directory.write(Self.spec, to: "spec.yaml")
    let run = try calm.run(
      "run", path, "--workers", "2", "--output", calm.directory.path("report"), within: 120)
    #expect(run.ending == .code(0), "\(run.errors)")
    let expected = try calm.results()
    let page = try String(contentsOfFile: calm.directory.path("report") + "/early.html", encoding: .utf8)
    #expect(page.contains("When tasks ended"))
    #expect(page.contains("A task ends where signal was at least 0.6 at 3 values in a row, from step 50 on."))
    let header = try calm.run("export", "last", "--what", "tasks", "--wide").output.prefix { $0 != "\n" }
    #expect(header.contains("end-step") && header.contains("ended-early"))

    let cluster = try Cluster(lease: "3s")
    try cluster.startCoordinator()
    let worker = try cluster.startWorker(0, slots: 2)
    try cluster.submit(Self.spec)
    // Beyond a checkpoint (every 20 steps), and before the end.
    #expect(
      try Patience.ask {
        try cluster.run("tasks", "last", "--json").json()["tasks"].list.contains {
          ($0["step"].int ?? 0) > 46
        }
      })
    worker.send(SIGKILL)
    _ = try worker.exit()
    try cluster.killCoordinator()
    try cluster.startCoordinator()
    try cluster.startWorker(1, slots: 2)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try cluster.results() == expected)
    // Some were taken over, and went on from their checkpoints.
    let attempts = try cluster.run("tasks", "last", "--json").json()["tasks"].list.compactMap {
      $0["attempt"].int
    }
    #expect((attempts.max() ?? 0) > 1, "\(attempts)")
    let replay = try cluster.run("replay", try cluster.firstTask())
    #expect(replay.ending == .code(0), "\(replay.output) \(replay.errors)")
    #expect(try cluster.stop())
    #expect(try calm.stop())
  }

  @Test func `plan says when tasks end, and a rule that can never end one is refused with its place`() throws
  {
    let cluster = try Cluster()
    let good = try cluster.directory.write(Self.spec, to: "good.yaml")
    let plan = try cluster.run("plan", good)
    #expect(
      plan.output.contains(
        "a task ends early where signal was at least 0.6 at 3 values in a row, from step 50 on"))
    let bad = try cluster.directory.write(Self.spec.replacing("after: 50", with: "after: 78"), to: "bad.yaml")
    let refused = try cluster.run("plan", bad)
    #expect(refused.ending == .code(2))
    #expect(
      refused.errors.contains("bad.yaml:6:51: a stop rule that can never end a task"), "\(refused.errors)")
  }
}
