import Foundation
import Glibc
import TestSupport
import Testing

/// A full disk stops the recording, says so, and loses nothing.
@Suite(
  .serialized, .timeLimit(.minutes(5)),
  .enabled(if: SmallDisk.obstacle == nil, "needs root and tmpfs mounts"))
struct DiskFullTests {
  /// A sweep of which some is done, on a disk that has little room.
  private func begin(tasks: Int, workers: Int = 1) throws -> (SmallDisk, Cluster) {
    let disk = try SmallDisk(megabytes: 24)
    let cluster = try Cluster(data: disk.path + "/data")
    try cluster.startCoordinator()
    for number in 0..<workers { try cluster.startWorker(number, slots: 2) }
    try cluster.submit(
      """
      name: full
      experiment: probe
      parameters: {duration: 0.02, metrics: 20, payload: 2000}
      axes:
        index: {from: 1, to: \(tasks), step: 1}
      limits: {attempts: 1}
      """)
    guard try cluster.awaitStatus({ $0["sweeps"][0]["census"]["done"].int ?? 0 >= 50 }) else {
      throw GaveUp(description: "nothing was done: \(cluster.log)")
    }
    return (disk, cluster)
  }

  @Test func `a full disk is said, survived, and over once there is room`() throws {
    let (disk, cluster) = try begin(tasks: 600, workers: 2)
    disk.fill()
    let coordinator = try #require(cluster.coordinator)
    #expect(try cluster.awaitStatus { $0["trouble"].text?.contains("no room") == true }, "\(cluster.log)")
    #expect(coordinator.errors.wait { $0.contains("no room") })
    #expect(coordinator.ending == nil)
    let text = try cluster.run("status").output
    #expect(text.contains("trouble: "))
    // Nothing more is handed out, so that what cannot be written does not pile up in memory.
    let isIdle = try cluster.awaitWorkers { workers in
      (0..<2).allSatisfy { workers["workers"][$0]["leases"].int == 0 }
    }
    let status = try cluster.status()
    let census = status["sweeps"][0]["census"]
    #expect(isIdle && census["done"].int ?? 600 < 600)
    #expect(status["unwritten"]["results"].int ?? 0 > 0)

    disk.free()
    try coordinator.waitForLog("the journal is written again")
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let after = try cluster.status()
    #expect(!after["trouble"].exists)
    #expect(after["sweeps"][0]["census"]["done"].int == 600)
    let rows = try cluster.results().tasks
    #expect(Set(rows).count == 601)
    #expect(try cluster.stop())
  }

  @Test func `commands on a full disk are answered, a prune makes room, and a signal ends the coordinator`()
    throws
  {
    let (disk, cluster) = try begin(tasks: 2000)
    // A file that nothing names, from before a while.
    let name = String(repeating: "ab", count: 32)
    let folder = disk.path + "/data/artifacts/ab"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(repeating: 1, count: 2 << 20).write(to: URL(filePath: folder + "/" + name))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: folder + "/" + name)
    disk.fill()
    #expect(try cluster.awaitStatus { $0["trouble"].exists })
    for words in [["priority", "full", "3"], ["cancel", "full"], ["delete", "full"]] {
      let answer = try cluster.run(words)
      #expect(answer.ending == .code(1) && answer.errors.contains("no room to"), "\(words): \(answer)")
      #expect(answer.errors.contains("give the command again"), "\(answer.errors)")
    }
    let coordinator = try #require(cluster.coordinator)
    let pruned = try cluster.run("prune")
    #expect(pruned.ending == .code(0) && pruned.output.contains("2 MiB"), "\(pruned)")
    try coordinator.waitForLog("the journal is written again")
    disk.fill()
    #expect(try cluster.awaitStatus { $0["trouble"].exists })
    #expect(try cluster.run("prune").ending == .code(0))
    coordinator.send(SIGTERM)
    #expect(try coordinator.exit() == .code(0), "\(coordinator.errors.text)")
  }

  @Test func `a coordinator killed on a full disk has what it acknowledged`() throws {
    let (disk, cluster) = try begin(tasks: 300)
    disk.fill()
    #expect(try cluster.awaitStatus { $0["trouble"].exists })
    try cluster.killCoordinator()
    disk.free()
    try cluster.startCoordinator()
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try cluster.status()["sweeps"][0]["census"]["done"].int == 300)
    #expect(try cluster.stop())
  }
}
