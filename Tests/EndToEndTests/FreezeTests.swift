import Glibc
import TestSupport
import Testing

/// A process that is stopped and goes on later costs time, and nobody is blamed for it.
@Suite(.timeLimit(.minutes(5)))
struct FreezeTests {
  private func spec(_ duration: Double, count: Int) -> String {
    """
    name: freeze
    experiment: probe
    parameters: {duration: \(duration)}
    axes:
      index: {from: 1, to: \(count), step: 1}
    limits: {attempts: 1}
    """
  }

  @Test func `a frozen worker's tasks go to others, and what it says later is no harm`() throws {
    let cluster = try Cluster(lease: "2s")
    try cluster.startCoordinator()
    let frozen = try cluster.startWorker(0, slots: 2)
    try frozen.waitForLog("welcomed")
    try cluster.submit(spec(1, count: 12))
    // Its slots stay alive and finish what they run, but nobody hears of it.
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["running"].int ?? 0 >= 2 })
    frozen.send(SIGSTOP)
    try cluster.coordinator?.waitForLog("fell silent")
    try cluster.startWorker(1, slots: 2)
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["done"].int ?? 0 >= 6 })
    frozen.send(SIGCONT)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let status = try cluster.status()
    let census = status["sweeps"][0]["census"]
    #expect(census["done"].int == 12)
    // Each of the two results of the frozen worker was either the first of its task or dropped.
    #expect((status["duplicate_results"].int ?? -1) + (status["late_results"].int ?? -1) <= 4)
    let tasks = try cluster.run("tasks", "last", "--json").json()["tasks"].list
    #expect(Set(tasks.map { $0["id"].text }).count == 12)
    #expect(try cluster.stop())
  }

  @Test func `a frozen coordinator blames nobody`() throws {
    let cluster = try Cluster(lease: "2s")
    try cluster.startCoordinator()
    for number in 0..<2 { try cluster.startWorker(number, slots: 2).waitForLog("welcomed") }
    try cluster.submit(spec(0.5, count: 40))
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["done"].int ?? 0 >= 4 })
    cluster.coordinator?.send(SIGSTOP)
    // Both workers notice the silence themselves, which takes longer than a lease.
    for number in 0..<2 { try cluster.workers[number]?.waitForLog("nothing heard from the coordinator") }
    cluster.coordinator?.send(SIGCONT)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let tasks = try cluster.run("tasks", "last", "--json").json()["tasks"].list
    #expect(tasks.count == 40)
    #expect(tasks.allSatisfy { $0["status"].text == "done" })
    #expect(!cluster.log.contains("fell silent"), "a worker was given up: \(cluster.log)")
    #expect(try cluster.stop())
  }

  @Test func `a frozen slot stalls its task, which runs again elsewhere`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let worker = try cluster.startWorker(0)
    try worker.waitForLog("welcomed")
    try cluster.submit(
      """
      name: stall
      experiment: probe
      parameters: {duration: 3}
      axes: {index: [1]}
      limits: {attempts: 2, stall: 1s}
      """)
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["running"].int == 1 })
    for slot in ProcessTable.children(of: worker.identifier) { kill(slot, SIGSTOP) }
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let id = try cluster.run("tasks", "last", "--json").json()["tasks"][0]["id"].text ?? ""
    let attempts = try cluster.run("explain", id, "--json").json()["attempts"].list
    #expect(attempts.map { $0["outcome"].text } == ["stalled"])
    #expect(try cluster.stop())
  }
}
