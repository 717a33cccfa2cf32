import Foundation
import TestSupport
import Testing

/// What watches over a coordinator: numbers for Prometheus, and whether it lives and is ready.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct MetricsTests {
  private func get(_ path: String, _ port: Int) throws -> (status: String, body: String) {
    let answer = try Command.run(
      ["-s", "-w", "\n%{http_code}", "http://127.0.0.1:\(port)\(path)"], program: "/usr/bin/curl")
    let end = answer.output.lastIndex(of: "\n") ?? answer.output.startIndex
    return (String(answer.output[end...].dropFirst()), String(answer.output[..<end]))
  }

  private func port(_ cluster: Cluster) throws -> Int {
    let process = try #require(cluster.coordinator)
    try process.waitForLog("metrics on http://")
    return try #require(
      process.errors.text.firstMatch(of: /metrics on http:\/\/127\.0\.0\.1:([0-9]+)\//).flatMap {
        Int($0.output.1)
      })
  }

  private func value(_ name: String, _ text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap {
      Double($0.split(separator: " ")[1])
    }
  }

  @Test func `a coordinator's numbers follow what it does`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator(options: ["--metrics-address", "127.0.0.1:0"])
    let port = try port(cluster)
    #expect(try get("/livez", port) == ("200", "ok\n") && get("/readyz", port) == ("200", "ok\n"))
    #expect(try get("/other", port).status == "404")
    try cluster.submit(
      """
      name: counted
      experiment: probe
      axes: {index: {from: 1, to: 40, step: 1}}
      """)
    let id = try #require(cluster.status()["sweeps"][0]["id"].text)
    // A reading serves for a second.
    let waits = try Patience.ask {
      let text = try get("/metrics", port).body
      return value("percolate_tasks{sweep=\"\(id)\",name=\"counted\",state=\"pending\"}", text) == 40
        && value("percolate_slots_wanted", text) == 40 && value("percolate_workers", text) == 0
    }
    #expect(waits)
    try cluster.startWorker(0, slots: 2)
    #expect(try cluster.wait() == .code(0))
    let ended = try Patience.ask {
      let text = try get("/metrics", port).body
      return value("percolate_tasks{sweep=\"\(id)\",name=\"counted\",state=\"done\"}", text) == 40
        && value("percolate_slots{state=\"idle\"}", text) == 2 && value("percolate_slots_wanted", text) == 0
        && value("percolate_commit_seconds_count", text) ?? 0 > 0
        && value("percolate_journal_bytes", text) ?? 0 > 4096
    }
    #expect(ended)
    #expect(try cluster.stop())
  }

  @Test(.enabled(if: SmallDisk.obstacle == nil, "needs root and tmpfs mounts"))
  func `on a disk without room the coordinator lives, and is not ready`() throws {
    let disk = try SmallDisk(megabytes: 8)
    let cluster = try Cluster(data: disk.path + "/data")
    try cluster.startCoordinator(options: ["--metrics-address", "127.0.0.1:0"])
    let port = try port(cluster)
    try cluster.submit(
      """
      name: full
      experiment: probe
      parameters: {payload: 400000}
      axes: {index: {from: 1, to: 100, step: 1}}
      """)
    try cluster.startWorker(0, slots: 2)
    #expect(try Patience.ask { try get("/readyz", port).status == "503" })
    #expect(try get("/readyz", port).body.contains("not ready: "))
    #expect(try get("/livez", port).status == "200")
    #expect(try value("percolate_journal_writable", get("/metrics", port).body) == 0)
    try cluster.killAll()
    withExtendedLifetime(disk) {}
  }

  @Test func `an address that was asked for and is taken is an error, the usual one is not`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator(options: ["--metrics-address", "127.0.0.1:0"])
    let port = try port(cluster)
    let other = try TemporaryDirectory()
    let answer = try Command.run(
      "coordinator", "--listen", "tcp://127.0.0.1:*", "--data", other.path("d"), "--metrics-address",
      "127.0.0.1:\(port)")
    #expect(answer.ending == .code(2) && answer.errors.contains("already in use"), "\(answer.errors)")
    let wrong = try Command.run("coordinator", "--data", other.path("e"), "--metrics-address", "nine")
    #expect(wrong.ending == .code(2) && wrong.errors.contains("HOST:PORT"), "\(wrong.errors)")
    #expect(try cluster.stop())
  }
}
