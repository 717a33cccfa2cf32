import Foundation
import Glibc
import TestSupport
import Testing

/// Workers and runs that are asked to leave do so in order, and somebody else goes on.
@Suite(.timeLimit(.minutes(5)))
struct LeavingTests {
  /// One probe of eight seconds that saves a checkpoint each second, and can say how far it was.
  private static let long = """
    name: long
    experiment: probe
    parameters: {duration: 8, metrics: 160}
    axes: {index: [1]}
    limits: {attempts: 1}
    """

  @Test(arguments: [SIGTERM, SIGUSR1, SIGUSR2])
  func `a signalled worker hands back its checkpoint, and another one goes on from there`(
    _ signal: Int32
  ) throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let first = try cluster.startWorker(0)
    try first.waitForLog("welcomed")
    try cluster.submit(LeavingTests.long)
    // Two seconds in: at least one checkpoint was saved on the way.
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["running"].int == 1 })
    #expect(try cluster.awaitTask { $0["explanation"].text?.contains("at step") == true })
    first.send(signal)
    #expect(try first.exit() == .code(0), "\(first.errors.text)")
    let id = try cluster.firstTask()
    let handedBack = try cluster.run("explain", id, "--json").json()
    #expect(handedBack["task"]["status"].text == "pending")
    #expect(handedBack["attempts"].list.map { $0["outcome"].text } == ["handed-back"])
    #expect(handedBack["checkpoint"]["step"].int ?? 0 > 0 && handedBack["checkpoint"]["size"].int ?? 0 > 0)

    try cluster.startWorker(1)
    // With one attempt allowed, blame for the first one would fail the task.
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let explained = try cluster.run("explain", id, "--json").json()
    #expect(explained["task"]["attempt"].int == 2 && !explained["checkpoint"].exists)
    let log = cluster.log
    #expect(log.contains(/attempt 2 goes on from step [1-9]/), "\(log)")
    #expect(try cluster.stop())
  }

  @Test func `in a pod the exit code says whether another pod has to go on`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let pod = ["KUBERNETES_SERVICE_HOST": "10.96.0.1"]
    let first = try cluster.startWorker(0, options: ["--requeue"], environment: pod)
    try first.waitForLog("welcomed")
    try cluster.submit(LeavingTests.long.replacing("duration: 8", with: "duration: 2"))
    #expect(try cluster.awaitTask { $0["explanation"].text?.contains("at step") == true })
    first.send(SIGTERM)
    #expect(try first.exit() == .code(75), "\(first.errors.text)")
    let second = try cluster.startWorker(
      1, options: ["--requeue", "--idle-limit", "1s"], environment: pod)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    // Nothing is left, which a Job takes for done.
    #expect(try second.exit() == .code(0), "\(second.errors.text)")
    #expect(second.errors.text.contains("no other pod is asked for: there is nothing to do"))
    let outside = try cluster.run("worker", "--requeue")
    #expect(outside.ending == .code(2))
    #expect(outside.errors.contains("KUBERNETES_SERVICE_HOST"))
    #expect(try cluster.stop())
  }

  @Test func `the result after a hand-over is the one of an undisturbed task`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let first = try cluster.startWorker(0)
    try first.waitForLog("welcomed")
    try cluster.submit(LeavingTests.long)
    #expect(try cluster.awaitTask { $0["explanation"].text?.contains("at step") == true })
    first.send(SIGTERM)
    #expect(try first.exit() == .code(0))
    try cluster.startWorker(1)
    #expect(try cluster.wait() == .code(0))
    let replay = try cluster.run("replay", try cluster.firstTask(), "--json")
    #expect(replay.ending == .code(0), "\(replay.errors)")
    #expect(try replay.json()["is_same"].bool == true)
    // Streamed values of both attempts together are those of one: 160 steps, each once.
    let metrics = try cluster.run("export", "last", "--what", "metrics").output
    let steps = metrics.split(separator: "\n").filter { $0.contains(",signal,") }.map {
      $0.split(separator: ",")[4]
    }
    #expect(steps.count == 160 && Set(steps).count == 160)
  }

  @Test func `what runs is listed by itself, with what it streamed last`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.startWorker(0).waitForLog("welcomed")
    try cluster.submit(LeavingTests.long.replacing("index: [1]", with: "index: [1, 2, 3]"))
    // A lease is recorded when it has lasted for a while.
    var rows: [JSONDocument] = []
    #expect(
      try cluster.awaitStatus { _ in
        rows = (try? cluster.run("tasks", "last", "--filter", "running", "--json").json()["tasks"].list) ?? []
        return rows.first?["newest"]["signal"].int != nil
      })
    let row = try #require(rows.first)
    #expect(rows.count == 1, "the worker has one slot")
    #expect(row["status"].text == "running" && row["step"].int ?? 0 > 0)
    #expect(try cluster.run("tasks", "last", "--filter", "pending", "--json").json()["tasks"].list.count == 2)
    let table = try cluster.run("tasks", "last", "--filter", "running").output
    #expect(table.contains("signal") && table.split(separator: "\n").count == 2, "\(table)")
    _ = try cluster.run("cancel", "all")
    #expect(try cluster.stop())
  }

  @Test func `a second signal ends a worker at once`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let worker = try cluster.startWorker(0)
    try worker.waitForLog("welcomed")
    try cluster.submit(
      """
      name: stubborn
      experiment: probe
      parameters: {outcome: hang}
      axes: {index: [1]}
      """)
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["running"].int == 1 })
    worker.send(SIGTERM)
    try worker.waitForLog("leaving because")
    worker.send(SIGTERM)
    #expect(try worker.exit() == .code(128 + SIGTERM))
    _ = try cluster.run("cancel", "all")
    #expect(try cluster.stop())
  }

  @Test func `Ctrl-C on run drains with code 130, and the same command goes on`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      """
      name: interrupted
      experiment: probe
      parameters: {duration: 0.2}
      axes:
        index: {from: 1, to: 40, step: 1}
      """, to: "spec.yaml")
    let run = try cluster.start(["run", spec, "--workers", "2", "--data", cluster.data])
    #expect(try cluster.awaitAnswer { $0["sweeps"][0]["census"]["done"].int ?? 0 >= 4 })
    run.send(SIGINT)
    #expect(try run.exit() == .code(130))
    #expect(run.errors.wait { $0.contains("the same command goes on") })
    let before = try cluster.status()["sweeps"][0]["census"]
    #expect(before["running"].int == 0)
    #expect(before["failed"].int == 0)

    let again = try cluster.run("run", spec, "--workers", "4", "--json")
    #expect(again.ending == .code(0), "\(again.errors)")
    #expect(try again.json()["sweep"]["census"]["done"].int == 40)
    let attempts = try cluster.run("tasks", "last", "--json").json()["tasks"].list
    // What was done before the interruption was not run again.
    #expect(attempts.filter { $0["attempt"].int == 1 }.count >= (before["done"].int ?? 99))

    let report = try #require(try again.json()["report"].text)
    let journal = try FileManager.default.attributesOfItem(atPath: report)[.modificationDate] as? Date
    let third = try cluster.run("run", spec, "--json")
    #expect(third.ending == .code(0))
    #expect(try third.json()["sweep"]["census"]["done"].int == 40)
    let rewritten = try FileManager.default.attributesOfItem(atPath: report)[.modificationDate] as? Date
    #expect(try #require(rewritten) > #require(journal), "a finished sweep is reported again")
    let after = try cluster.run("tasks", "last", "--json").json()["tasks"].list
    #expect(after.map { $0["attempt"].int } == attempts.map { $0["attempt"].int })
    #expect(try cluster.stop())
  }
}
