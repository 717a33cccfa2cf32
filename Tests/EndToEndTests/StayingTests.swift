import Foundation
import Glibc
import TestSupport
import Testing

/// Workers that leave by themselves, or are not let in, say why; work that nobody stays long enough for is named.
@Suite(.timeLimit(.minutes(5)))
struct StayingTests {
  @Test func `a worker without work leaves with 0 and says why, one with work stays`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit(
      "name: one\nexperiment: probe\nparameters: {duration: 4}\naxes: {index: [1]}\n")
    let worker = try cluster.startWorker(0, options: ["--idle-timeout", "1s"])
    #expect(try cluster.wait() == .code(0), "it stays while it works: \(worker.errors.text)")
    #expect(try worker.exit() == .code(0))
    #expect(worker.errors.text.contains("there was nothing to do for 1s"), "\(worker.errors.text)")
    #expect(try cluster.stop())
  }

  @Test func `a revoked key is told at once, to workers and to clients, with exit code 3`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let folder = cluster.directory
    for (name, role) in [("night", "worker"), ("guest", "client")] {
      let added = try cluster.run("keys", "add", name, "--role", role)
      #expect(added.ending == .code(0), "\(added.errors)")
    }
    let early = try cluster.start([
      "worker", "--access", cluster.data + "/night.access.json", "--directory", folder.path("early"),
    ])
    try early.waitForLog("welcomed")
    for name in ["night", "guest"] { #expect(try cluster.run("keys", "revoke", name).ending == .code(0)) }
    // One that is connected learns it from its next message.
    #expect(try early.exit() == .code(3))
    let late = try cluster.start([
      "worker", "--access", cluster.data + "/night.access.json", "--directory", folder.path("late"),
    ])
    #expect(try late.exit() == .code(3))
    #expect(late.errors.text.contains("does not accept the key"), "\(late.errors.text)")
    // Longer than this test may take, so that an answer is no time-out.
    for command in [["status"], ["workers"], ["wait", "last"]] {
      let answer = try Command.run(
        command + ["--access", cluster.data + "/guest.access.json", "--timeout", "1h"])
      #expect(answer.ending == .code(3), "\(command)")
      #expect(answer.errors.contains("does not accept the key"), "\(answer.errors)")
    }
    #expect(try cluster.stop())
  }

  @Test func `a worker with a file of another coordinator says so before it gives up`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let other = try Cluster()
    try other.startCoordinator()
    let mine = try JSONDocument(String(contentsOfFile: cluster.data + "/worker.access.json", encoding: .utf8))
    let text = try String(contentsOfFile: other.data + "/worker.access.json", encoding: .utf8)
    let theirs = try JSONDocument(text)
    let mixed = text.replacing(
      try #require(theirs["endpoint"].text), with: try #require(mine["endpoint"].text))
    let path = try cluster.directory.write(mixed, to: "mixed.json")
    chmod(path, 0o600)
    let worker = try cluster.start([
      "worker", "--access", path, "--directory", cluster.directory.path("lost"), "--connect-timeout", "4s",
    ])
    #expect(try worker.exit() == .code(3))
    #expect(worker.errors.text.contains("the coordinator has another key than the access file says"))
    #expect(try cluster.stop() && other.stop())
  }

  @Test func `a task that no worker stays long enough for is not handed back for ever`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    // This experiment saves no checkpoints, and this task takes hours.
    try cluster.submit(
      """
      name: long
      experiment: identity
      parameters: {model: relu, depth: 3, dimension: 64, hidden: 256, steps: 10000000}
      axes: {samples: [1000]}
      """)
    let first = try cluster.startWorker(0, options: ["--time-limit", "6s", "--grace", "2s"])
    #expect(try first.exit() == .code(0), "\(first.errors.text)")
    let id = try cluster.firstTask()
    let second = try cluster.startWorker(1, options: ["--time-limit", "6s", "--grace", "2s"])
    try second.waitForLog("welcomed")
    #expect(
      try cluster.awaitStatus { $0["sweeps"][0]["waits_because"].text?.contains("stays long enough") == true }
    )
    let why = try cluster.run("explain", id).output
    #expect(why.contains("No worker here stays long enough: it needs more than"), "\(why)")
    #expect(why.contains("start one with a longer time limit"), "\(why)")
    #expect(try cluster.run("status").output.contains("long waits: no worker here stays long enough"))
    #expect(try second.exit() == .code(0))
    #expect(try cluster.run("explain", id, "--json").json()["attempts"].list.count == 1)
    let third = try cluster.startWorker(2)
    try third.waitForLog("welcomed")
    var attempt: Int?
    #expect(
      try cluster.awaitStatus { _ in
        let rows = try cluster.run("tasks", "last", "--filter", "running", "--json").json()["tasks"]
        attempt = rows[0]["attempt"].int
        return rows.list.count == 1
      })
    #expect(attempt == 2, "a running task shows the attempt that runs")
    _ = try cluster.run("cancel", "all")
    #expect(try cluster.stop())
  }
}
