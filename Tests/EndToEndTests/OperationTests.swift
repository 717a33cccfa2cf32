import Foundation
import Glibc
import TestSupport
import Testing

/// Looking after a data directory that is in use: copies, room, logs.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct OperationTests {
  private static let spec = """
    name: kept
    experiment: probe
    parameters: {metrics: 2, payload: 80000}
    axes:
      duration: [0, 0.01]
      index: {from: 1, to: 200, step: 1}
    seed: 7
    """

  @Test func `a backup of a coordinator at work is restored to the results of an undisturbed run`() throws {
    let calm = try Cluster()
    let spec = try calm.directory.write(Self.spec, to: "spec.yaml")
    #expect(try calm.run("run", spec, "--workers", "2", "--no-report").ending == .code(0))
    let expected = try calm.results()

    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.startWorker(0, slots: 2)
    try cluster.submit(Self.spec)
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["done"].int ?? 0 > 50 })
    let target = cluster.directory.path("copy")
    let backup = try cluster.run("backup", target, "--json")
    #expect(backup.ending == .code(0), "\(backup.errors)")
    let document = try backup.json()
    let results = try #require(document["results"].int)
    #expect(results > 50 && document["tasks"].int == 400 && document["losses"].list.isEmpty)
    #expect(document["files"].int ?? 0 >= 1)
    // The coordinator was not held up by it, and the copy is a directory of its own.
    #expect(try cluster.wait() == .code(0))
    #expect(try cluster.results() == expected)
    let stored = try Command.run("status", "--json", "--data", target)
    #expect(try stored.json()["sweeps"][0]["census"]["done"].int == results)
    let restored = try Cluster(data: target)
    try restored.startCoordinator()
    try restored.startWorker(0, slots: 2)
    #expect(try restored.wait() == .code(0))
    #expect(try restored.results() == expected)
    #expect(try restored.stop() && cluster.stop())
  }

  @Test func `a backup that is killed at any moment is whole or not there`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec, to: "spec.yaml")
    #expect(try cluster.run("run", spec, "--workers", "2", "--no-report").ending == .code(0))
    let target = cluster.directory.path("copy")
    var killed = 0
    for step in 0..<12 {
      let process = try cluster.start(["backup", target, "--data", cluster.data])
      // Moments spread over what the command takes; the time that passes is the test's subject.
      usleep(UInt32(step * 12_000))
      process.send(SIGKILL)
      if try process.exit() != .code(0) { killed += 1 }
      guard FileManager.default.fileExists(atPath: target) else { continue }
      let status = try Command.run("status", "--json", "--data", target)
      #expect(try status.json()["sweeps"][0]["census"]["done"].int == 400, "\(status.errors)")
      try FileManager.default.removeItem(atPath: target)
    }
    #expect(killed > 2)
    #expect(try cluster.run("backup", target).ending == .code(0))
    #expect(!FileManager.default.fileExists(atPath: target + ".partial"))
    let again = try cluster.run("backup", target)
    #expect(again.ending == .code(1) && again.errors.contains("give a new name"), "\(again.errors)")
    let nothing = try Command.run("backup", target + "2", "--data", cluster.directory.path("none"))
    #expect(nothing.ending == .code(3) && nothing.errors.contains("there is no journal"), "\(nothing.errors)")
  }

  @Test func `what two machines computed of one sweep adds up to an undisturbed run`() throws {
    let calm = try Cluster()
    let spec = try calm.directory.write(Self.spec, to: "spec.yaml")
    #expect(try calm.run("run", spec, "--workers", "2", "--no-report").ending == .code(0))
    let expected = try calm.results()
    // Each has done a part when it is killed.
    let clusters = try (0..<2).map { _ in try Cluster() }
    for (cluster, least) in zip(clusters, [30, 120]) {
      try cluster.startCoordinator()
      try cluster.startWorker(0, slots: 2)
      try cluster.submit(Self.spec)
      #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["done"].int ?? 0 > least })
      try cluster.killAll()
    }
    func done(_ cluster: Cluster) throws -> Int {
      try cluster.run("status", "--json").json()["sweeps"][0]["census"]["done"].int ?? 0
    }
    let before = try clusters.map(done)
    // Killed at any moment, later each time until one is not, it goes on.
    var counts = [before[0]]
    for step in 0... {
      let process = try clusters[0].start(["import", clusters[1].data, "--data", clusters[0].data])
      usleep(UInt32(step * 20_000))
      process.send(SIGKILL)
      if try process.exit() == .code(0) { break }
      counts.append(try done(clusters[0]))
    }
    #expect(counts == counts.sorted() && counts.count > 3, "\(counts)")
    #expect(counts.contains { $0 > before[0] }, "one was killed behind its first results: \(counts)")
    let last = try clusters[0].run("import", clusters[1].data)
    #expect(last.ending == .code(0), "\(last.errors)")
    #expect(try done(clusters[0]) >= max(before[0], before[1]))
    #expect(try clusters[0].run("import", clusters[0].data).ending == .code(1))
    // What is wrong there is mended there.
    let none = try clusters[0].run("import", "/nonexistent")
    #expect(
      none.ending == .code(3)
        && none.errors.contains("no journal at /nonexistent, the directory to take from"),
      "\(none.errors)")
    let damaged = clusters[0].directory.path("damaged")
    #expect(try clusters[1].run("backup", damaged).ending == .code(0))
    try FileManager.default.removeItem(atPath: damaged + "/journal.sqlite")
    try Data("nothing".utf8).write(to: URL(filePath: damaged + "/journal.sqlite"))
    let refused = try clusters[0].run("import", damaged)
    #expect(
      refused.ending != .code(0) && !refused.errors.contains("--data \(clusters[0].data)"),
      "\(refused.errors)")
    let run = try clusters[0].run("run", spec, "--workers", "2", "--no-report")
    #expect(run.ending == .code(0), "\(run.errors)")
    #expect(try clusters[0].results() == expected)
  }

  @Test func `a deletion that is cut short by kill -9 is finished by the next start`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit("name: many\nexperiment: probe\naxes: {index: {from: 1, to: 40000, step: 1}}\n")
    try cluster.submit("name: other\nexperiment: probe\naxes: {index: {from: 39991, to: 40010, step: 1}}\n")
    let early = try cluster.run("delete", "many")
    #expect(early.ending == .code(2) && early.errors.contains("has not ended"), "\(early.errors)")
    #expect(try cluster.run("cancel", "many").ending == .code(0))
    let look = try cluster.run("delete", "many", "--dry-run")
    #expect(look.output.contains("would be deleted, with 39990 tasks of its own"), "\(look.output)")
    #expect(look.output.contains("10 tasks that other sweeps plan stay"), "\(look.output)")
    #expect(try cluster.run("delete", "many").ending == .code(0))
    try cluster.killCoordinator()
    try cluster.startCoordinator()
    #expect(try cluster.status()["sweeps"].list.count == 1)
    let disk = try cluster.run("disk", "--json").json()
    #expect(disk["sweeps"].list.count == 1)
    #expect(disk["sweeps"][0]["tasks"].int == 20)
    #expect(disk["journal_free_bytes"].int ?? 0 > 1 << 20, "the room of its rows is used again")
    try cluster.startWorker(0)
    #expect(try cluster.wait() == .code(0))
    #expect(try cluster.run("prune", "--streams", "other").output.contains("removed 0 checkpoints"))
    #expect(try cluster.stop())
    // At rest as well.
    let last = try cluster.run("delete", "other")
    #expect(last.ending == .code(0) && last.output.contains("is deleted, with 20 tasks"), "\(last.errors)")
    #expect(try cluster.run("status", "--json").json()["sweeps"].list.isEmpty)
  }

  @Test func `a prune that is killed at any moment takes nothing that it should not, and goes on`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      Self.spec.replacing("metrics: 2", with: "metrics: 60"), to: "spec.yaml")
    #expect(try cluster.run("run", spec, "--workers", "2", "--no-report").ending == .code(0))
    let expected = try cluster.results()
    let other = try cluster.directory.write(
      "name: gone\nexperiment: probe\nparameters: {payload: 90000}\naxes: {index: {from: 900, to: 960, step: 1}}\n",
      to: "other.yaml")
    #expect(try cluster.run("run", other, "--workers", "1", "--no-report").ending == .code(0))
    #expect(try cluster.run("delete", "gone").ending == .code(0))
    // Old enough to go; files of others are as old.
    let aged = try Command.run(
      ["-c", "find '\(cluster.data)/artifacts' -type f -exec touch -d '2 hours ago' {} +"], program: "/bin/sh"
    )
    #expect(aged.ending == .code(0))
    let before = try cluster.run("prune", "--streams", "kept", "--dry-run", "--json").json()
    #expect(before["streamed_values"].int == 400 * 60)
    #expect(before["files"].int ?? 0 > 0, "\(before)")
    var killed = 0
    for step in 0..<12 {
      let process = try cluster.start(["prune", "--streams", "kept", "--data", cluster.data])
      usleep(UInt32(step * 12_000))
      process.send(SIGKILL)
      if try process.exit() != .code(0) { killed += 1 }
      #expect(try cluster.run("status", "--json").json()["sweeps"][0]["census"]["done"].int == 400)
    }
    #expect(killed > 2)
    #expect(try cluster.run("prune", "--streams", "kept").ending == .code(0))
    let after = try cluster.run("prune", "--streams", "kept", "--dry-run", "--json").json()
    #expect(after["streamed_values"].int == 0 && after["files"].int == 0, "\(after)")
    let results = try cluster.results()
    #expect(results.tasks == expected.tasks && results.curves == expected.curves)
    // No file of a task is missing, which a backup would name.
    let copy = try cluster.run("backup", cluster.directory.path("copy"), "--json")
    #expect(copy.ending == .code(0), "\(copy.errors)")
    #expect(try copy.json()["losses"].list.isEmpty)
  }

  @Test func `prune says where other sweeps keep what tasks streamed`() throws {
    let cluster = try Cluster()
    for (name, range) in [("one", "1, to: 6"), ("two", "5, to: 9")] {
      let spec = try cluster.directory.write(
        "name: \(name)\nexperiment: probe\nparameters: {metrics: 3}\naxes: {index: {from: \(range), step: 1}}\n",
        to: "\(name).yaml")
      #expect(try cluster.run("run", spec, "--workers", "1", "--no-report").ending == .code(0))
    }
    let pruned = try cluster.run("prune", "--streams", "one")
    #expect(pruned.output.contains("12 streamed values"), "\(pruned.output)")
    #expect(
      pruned.output.contains("2 tasks that other sweeps plan, too, keep what they streamed"),
      "\(pruned.output)")
    let again = try cluster.run("prune", "--streams", "one", "--json").json()
    #expect(again["shared_tasks"].int == 2 && again["streamed_values"].int == 0)
  }

  @Test func `a log of JSON is one object a line`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator(options: ["--log-format", "json"])
    try cluster.startWorker(0, options: ["--log-format", "json"])
    try cluster.submit("name: two\nexperiment: probe\naxes: {index: [1, 2]}\n")
    #expect(try cluster.wait() == .code(0))
    let worker = try #require(cluster.workers[0])
    #expect(try cluster.stop())
    for text in [cluster.log, worker.errors.text] {
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("{") }
      #expect(lines.count > 1, "\(text)")
      for line in lines {
        let document = try JSONDocument(String(line))
        #expect(document["time"].text?.hasSuffix("Z") == true, "\(line)")
        #expect(document["level"].exists && document["logger"].exists && document["message"].exists)
      }
    }
    #expect(cluster.log.contains("sweep two is finished"), "\(cluster.log)")
  }
}
