import Foundation
import Glibc
import TestSupport
import Testing

/// What `wait`, `status` and `run` have said is on disk, whatever happens right afterwards.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct DurabilityTests {
  private static let tasks = 200

  /// A sweep of its own for each round.
  private static func spec(
    _ round: Int, payload: Int, tasks: Int = tasks, seconds: Double = 0
  ) -> String {
    """
    name: round-\(round)
    experiment: probe
    parameters: {payload: \(payload), metrics: 2, duration: \(seconds)}
    axes:
      index: {from: \(round * tasks + 1), to: \((round + 1) * tasks), step: 1}
    """
  }

  /// Counts the rows of the newest sweep's table that are done, reading the disk alone.
  private func doneRows(_ cluster: Cluster) throws -> Int {
    let answer = try cluster.run("export", "last", "--wide")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    return answer.output.split(separator: "\n").dropFirst().count { $0.contains(",done,") }
  }

  private func done(_ status: JSONDocument) -> Int {
    (0..<100).reduce(0) { $0 + (status["sweeps"][$1]["census"]["done"].int ?? 0) }
  }

  @Test(arguments: [0, 20_000])
  func `what wait has said survives a kill of everything, on a slow disk, time after time`(
    payload: Int
  ) throws {
    let cluster = try Cluster()
    // 200 flushes a second, less what each takes anyway.
    cluster.environment = ProgramUnderTest.slowDisk(microseconds: 5000)
    for round in 0..<25 {
      try cluster.startCoordinator()
      for number in 0..<2 { try cluster.startWorker(number) }
      #expect(done(try cluster.status()) == round * Self.tasks)
      try cluster.submit(Self.spec(round, payload: payload))
      #expect(try cluster.wait() == .code(0), "\(cluster.log)")
      try cluster.killAll()
      #expect(try doneRows(cluster) == Self.tasks, "round \(round)")
      if payload > 0, round == 24 { try checkArtifacts(cluster) }
    }
  }

  /// Every artifact of the newest sweep can be copied out, which hashes each.
  private func checkArtifacts(_ cluster: Cluster) throws {
    let folder = cluster.directory.path("artifacts")
    let answer = try cluster.run("export", "last", "--what", "artifacts", "--output", folder)
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    #expect(files.count { $0.contains("payload") } == Self.tasks)
  }

  @Test func `what status has counted midway is still there after a kill of everything`() throws {
    let cluster = try Cluster()
    cluster.environment = ProgramUnderTest.slowDisk(microseconds: 20_000)
    var told = 0
    for round in 0..<12 {
      try cluster.startCoordinator()
      for number in 0..<2 { try cluster.startWorker(number) }
      #expect(done(try cluster.status()) >= told, "round \(round): results that were counted are gone")
      try cluster.submit(Self.spec(round, payload: 20_000, tasks: 1000))
      let target = told + 100 + 60 * round
      let hasArrived = try cluster.awaitStatus { status in
        let now = done(status)
        #expect(now >= told, "round \(round): the count fell")
        told = max(told, now)
        return told >= target
      }
      #expect(hasArrived, "\(cluster.log)")
      try cluster.killAll()
      #expect(done(try cluster.status()) >= told, "round \(round): the disk has less than was told")
    }
  }

  @Test func `run reports every result that it counts, on a slow disk`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec(0, payload: 20_000, tasks: 1000), to: "spec.yaml")
    let output = cluster.directory.path("page")
    let run = try cluster.start(
      ["run", spec, "--workers", "2", "--data", cluster.data, "--output", output, "--json"],
      environment: ProgramUnderTest.slowDisk(microseconds: 5000))
    #expect(try run.exit(within: 120) == .code(0), "\(run.errors.text)")
    _ = run.output.waitForEnd()
    let census = try JSONDocument(run.output.text)["sweep"]["census"]
    #expect(census["done"].int == 1000)
    #expect(try doneRows(cluster) == 1000)
    let page = try String(contentsOfFile: output + "/round-0.html", encoding: .utf8)
    #expect(page.contains("1000 planned: 1000 done, 0 failed"))
  }

  @Test(.enabled(if: SmallDisk.obstacle == nil, "needs root and tmpfs mounts"))
  func `on a full disk wait does not end, and what it said before is there`() throws {
    let disk = try SmallDisk(megabytes: 64)
    let cluster = try Cluster(data: disk.path + "/data")
    try cluster.startCoordinator()
    for number in 0..<2 { try cluster.startWorker(number) }
    var told = 0
    for round in 0..<4 {
      try cluster.submit(Self.spec(round, payload: 2000, tasks: 1000, seconds: 0.01))
      disk.fill()
      let waited = try cluster.run("wait", "last", "--limit", "3s")
      #expect(waited.ending == .code(4), "round \(round)")
      #expect(waited.errors.contains("no room"), "\(waited.errors)")
      let status = try cluster.status()
      #expect(done(status) >= told)
      told = done(status)
      #expect(try cluster.run("status").output.contains("wait to be written to disk"))
      try cluster.killAll()
      #expect(done(try cluster.status()) >= told)
      disk.free()
      try cluster.startCoordinator()
      for number in 0..<2 { try cluster.startWorker(number) }
      #expect(try cluster.wait() == .code(0), "\(cluster.log)")
      #expect(try doneRows(cluster) == 1000)
      told = done(try cluster.status())
    }
  }
}
