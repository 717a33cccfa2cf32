import Foundation
import GRDB
import SweepModel
import TestSupport
import Testing

@testable import Journal

@Suite struct GoldenJournalTests {
  private static let target = ProcessInfo.processInfo.environment["PERCOLATE_WRITE_GOLDEN"]
  private static let picture = [UInt8]("not really a picture".utf8)

  /// What every golden journal holds; never changed, so that all versions are checked against one list.
  private static func fill(_ journal: Journal) throws {
    let (sweep, tasks) = try journal.submit("golden", 0..<6)
    try journal.submit("shared", [2, 6])
    let content = ArtifactContent(picture)
    let digest = content.digest
    let lease = LeaseRecord(
      task: tasks[4].number, attempt: 2, holder: WorkerSession(worker: sampleWorker.id, epoch: 3),
      leasedAt: 1500)
    try journal.commit(
      [
        .keyAdded(AccessKey(publicKey: "client", role: .client, name: "laptop", createdAt: 1)),
        .keyAdded(AccessKey(publicKey: "worker", role: .worker, name: "cluster", createdAt: 2)),
        .keyRevoked("worker", at: 3), .workerSeen(sampleWorker),
        .taskDone(sampleResult(tasks[0].number)), .taskDone(sampleResult(tasks[2].number, attempt: 2)),
        .taskDone(
          ResultRecord(
            task: tasks[1].number, attempt: 1, worker: 1, seconds: 2, finishedAt: 3,
            metrics: [.init(name: "odd", value: .nan)],
            artifacts: [
              ArtifactRecord(name: "grid", mediaType: "image/png", digest: digest, size: picture.count)
            ])),
        .attemptEnded(
          AttemptRecord(
            task: tasks[3].number, number: 1, worker: 1, outcome: .outOfMemory, startedAt: 10, seconds: 5,
            reason: "2 GiB", log: "first\nsecond")),
        .taskStateChanged(tasks[3].number, .failed, attempts: 1, breaks: 1, reason: "2 GiB"),
        .leased(lease),
        .checkpoint(tasks[4].number, CheckpointRecord(step: 50, digest: digest, size: picture.count)),
        .metrics(
          tasks[4].number, (0..<3).map { MetricRow(name: "loss", step: 10 * $0, value: 1 / Double(1 + $0)) }),
        .sweepStateChanged(sweep, .paused),
      ], artifacts: [content])
  }

  @Test(.enabled(if: target != nil, "PERCOLATE_WRITE_GOLDEN names the directory to write"))
  func `write the golden journal of this version`() throws {
    let target = try #require(Self.target)
    let open = try OpenJournal()
    try Self.fill(open.journal)
    try open.journal.close()
    try? FileManager.default.removeItem(atPath: target)
    for name in ["journal.sqlite", "journal.mark", "journal.sums"] {
      let from = URL(fileURLWithPath: open.place.path).appendingPathComponent(name)
      let to = URL(fileURLWithPath: target).appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: target), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: from, to: to)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6])
  func `a journal of every schema version opens with all that it holds`(version: Int) throws {
    let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let place = try TemporaryDirectory()
    try FileManager.default.removeItem(atPath: place.path)
    try FileManager.default.copyItem(
      at: fixtures.appendingPathComponent("golden-v\(version)"), to: URL(fileURLWithPath: place.path))
    let open = try OpenJournal(place)
    #expect(open.journal.epoch == 2)
    var statuses: [TaskStatus] = []
    let state = try open.journal.load(task: { statuses.append($0.status) }, member: { _ in })
    #expect(statuses == [.done, .done, .done, .failed, .pending, .pending, .pending])
    #expect(state.sweeps.map(\.header.name) == ["golden", "shared"])
    #expect(state.sweeps.map(\.state) == [.paused, .active])
    #expect(state.sweeps[0].header == sampleHeader("golden", planned: 6))
    #expect(state.keys.map(\.revokedAt) == [nil, 3])
    #expect(state.workers == [sampleWorker])
    #expect(state.leases.map(\.holder.epoch) == [3])
    try check(open, sweep: state.sweeps[0].number, shared: state.sweeps[1].number)
  }

  @Test func `a journal of version 3 is read as it is, and stays so`() throws {
    let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let place = try TemporaryDirectory()
    try FileManager.default.removeItem(atPath: place.path)
    try FileManager.default.copyItem(
      at: fixtures.appendingPathComponent("golden-v3"), to: URL(fileURLWithPath: place.path))
    let before = try Data(contentsOf: URL(fileURLWithPath: place.path("journal.sqlite")))
    let reader = try JournalReader.open(at: DataDirectory.existing(at: place.path))
    let sweeps = try reader.sweeps()
    #expect(sweeps.map(\.header.name) == ["golden", "shared"])
    #expect(sweeps.map(\.header.commit) == [nil, nil])
    #expect(try reader.records(of: sweeps[0].number).count == 6)
    #expect(try Data(contentsOf: URL(fileURLWithPath: place.path("journal.sqlite"))) == before)
  }

  @Test func `what tasks of an older journal have streamed is held fast when it is brought up to date`()
    throws
  {
    let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let place = try TemporaryDirectory()
    try FileManager.default.removeItem(atPath: place.path)
    try FileManager.default.copyItem(
      at: fixtures.appendingPathComponent("golden-v2"), to: URL(fileURLWithPath: place.path))
    let queue = try DatabaseQueue(path: place.path + "/journal.sqlite")
    // Task 1 is done.
    try queue.write {
      try $0.execute(sql: "INSERT INTO metric SELECT 1, metric, step, value FROM metric WHERE task = 5")
    }
    try queue.close()
    let open = try OpenJournal(place)
    let reader = try open.reader()
    #expect(try reader.metrics(of: TaskNumber(1)).map(\.value) == [1, 0.5, 1.0 / 3])
    try open.journal.access("damage") { try $0.execute(sql: "UPDATE metric SET value = 2 WHERE task = 1") }
    #expect(throws: JournalError.self) { try reader.metrics(of: TaskNumber(1)) }
    #expect(try reader.metrics(of: TaskNumber(5)).count == 3)
  }

  private func check(_ open: OpenJournal, sweep: SweepNumber, shared: SweepNumber) throws {
    let reader = try open.reader()
    let records = try reader.records(of: sweep)
    #expect(records.map(\.id) == (0..<6).map { sampleTask($0).id })
    #expect(records.map(\.status) == [.done, .done, .done, .failed, .running, .pending])
    #expect(records[0].metrics == ["index": 1, "half": 0.5])
    #expect(records[1].metrics["odd"]?.isNaN == true)
    #expect(records[2].attempt == 2)
    #expect(records[3].reason == "2 GiB")
    #expect(try reader.census(of: shared).done == 1)
    let task = TaskNumber(4)
    #expect(try reader.attempts(of: task).map(\.outcome) == [.outOfMemory])
    #expect(try reader.metrics(of: TaskNumber(5)).map(\.value) == [1, 0.5, 1.0 / 3])
    let artifact = try #require(try reader.artifacts(of: TaskNumber(2)).first)
    #expect(try reader.artifact(artifact.digest) == Self.picture)
    #expect(try reader.checkpoint(of: TaskNumber(5))?.step == 50)
  }
}
