import Foundation
import GRDB
import SweepModel
import TestSupport
import Testing

@testable import Journal

/// What two directories computed of one sweep adds up.
@Suite struct ImportTests {
  private let file = [UInt8](repeating: 5, count: 70_000)

  /// A sweep of tasks 0..<20, and the results of some of them, with files, a stream and an attempt that was lost.
  private func fill(
    _ open: OpenJournal, done: Range<Int>, workers first: Int = 1, value: Double? = nil
  ) throws {
    let (_, tasks) = try open.journal.submit("shared", 0..<20)
    var worker = sampleWorker
    worker.number = first
    worker.id = WorkerID(high: UInt64(first), low: 7)
    worker.host = "node\(first)"
    try open.journal.commit([.workerSeen(worker)])
    for index in done {
      let task = tasks[index].number
      let content = ArtifactContent(file + [UInt8(index)])
      try open.journal.commit(
        [
          .metrics(
            task, [.init(name: "loss", step: 1, value: 0.5), .init(name: "loss", step: 2, value: .nan)]),
          .attemptEnded(
            AttemptRecord(
              task: task, number: 1, worker: first, outcome: .lost, startedAt: 1, seconds: 1, reason: "gone")),
          .taskDone(
            ResultRecord(
              task: task, attempt: 2, worker: first, seconds: 0.25, finishedAt: 2000,
              metrics: [
                .init(name: "index", value: value ?? Double(index)), .init(name: "undefined", value: .nan),
              ],
              artifacts: [
                ArtifactRecord(
                  name: "out.bin", mediaType: "text/plain", digest: content.digest, size: content.bytes.count)
              ])),
        ], artifacts: [content])
    }
  }

  /// Closes both and merges the second into the first.
  private func merge(_ source: OpenJournal, into target: TemporaryDirectory) throws -> DirectoryImport {
    try DirectoryImport.merge(
      source.directory, into: DataDirectory.create(at: target.path), version: "0.1.0")
  }

  private func copy(of open: OpenJournal) throws -> TemporaryDirectory {
    let copy = try TemporaryDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: open.place.path) where name != "lock" {
      try FileManager.default.copyItem(
        atPath: open.place.path + "/" + name, toPath: copy.path + "/" + name)
    }
    return copy
  }

  @Test func `results of both are there, with all that came with them, and a second time brings nothing`()
    throws
  {
    let here = try OpenJournal()
    let there = try OpenJournal()
    try fill(here, done: 0..<8)
    try there.journal.submit("only there", 100..<105)
    try fill(there, done: 5..<15, workers: 4)
    let target = try copy(of: here)
    let brought = try merge(there, into: target)
    #expect(brought.sweeps == 1 && brought.results == 7 && brought.known == 3)
    #expect(brought.conflicts.isEmpty && brought.losses.isEmpty)
    let again = try merge(there, into: target)
    #expect(again.sweeps == 0 && again.results == 0 && again.known == 10)

    let reader = try JournalReader.open(at: DataDirectory.existing(at: target.path))
    let sweeps = try reader.sweeps()
    #expect(sweeps.map(\.header.name) == ["shared", "only there"])
    #expect(try reader.census(of: sweeps[0].number).done == 15)
    #expect(try reader.census(of: sweeps[1].number).pending == 5)
    #expect(try reader.checkResults(of: sweeps[0].number) == 15)
    #expect(try reader.counts() == (2, 25, 15))
    for record in try reader.records(of: sweeps[0].number) where record.status == .done {
      #expect(record.metrics["index"] == Double(record.ordinal) && record.metrics["undefined"]?.isNaN == true)
      let task = try #require(try reader.tasks(matching: record.id.digest.hex).first)
      #expect(try reader.metrics(of: task.number).count == 2)
      #expect(try reader.attempts(of: task.number).map(\.reason) == ["gone"])
      let artifact = try #require(try reader.artifacts(of: task.number).first)
      #expect(try reader.artifact(artifact.digest) == file + [UInt8(record.ordinal)])
      let worker = try reader.workers().first { $0.number == task.worker }
      #expect(worker?.host == (record.ordinal < 8 ? "node1" : "node4"))
    }
    #expect(try reader.workers().count == 2)
    // A coordinator takes it as its own.
    _ = try openJournal(at: target.path).load(task: { _ in }, member: { _ in })
  }

  @Test func `another result there is told, and the one here stays`() throws {
    let here = try OpenJournal()
    let there = try OpenJournal()
    try fill(here, done: 0..<2)
    try fill(there, done: 0..<3, value: 99)
    let target = try copy(of: here)
    let brought = try merge(there, into: target)
    #expect(brought.results == 1 && brought.known == 2 && brought.conflicts.count == 2)
    let reader = try JournalReader.open(at: DataDirectory.existing(at: target.path))
    let values = try reader.records(of: SweepNumber(1)).prefix(3).map { $0.metrics["index"] }
    #expect(values == [0, 1, 99])
  }

  @Test func `a file that is missing there is told, and its result is taken`() throws {
    let here = try OpenJournal()
    let there = try OpenJournal()
    try fill(there, done: 0..<2)
    there.directory.artifacts.remove(Digest(of: file + [0]))
    let target = try copy(of: here)
    let brought = try merge(there, into: target)
    #expect(brought.results == 2 && brought.losses.count == 1)
    // Once it is there again, it comes.
    try there.directory.artifacts.store(file + [0])
    let again = try merge(there, into: target)
    #expect(again.results == 0 && again.known == 2 && again.files == 1 && again.losses.isEmpty)
    let reader = try JournalReader.open(at: DataDirectory.existing(at: target.path))
    #expect(try reader.artifact(Digest(of: file + [0])) == file + [0])
    #expect(try merge(there, into: target).files == 0)
  }

  @Test(.enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"))
  func `an import without room says so, and goes on once there is some`() throws {
    let there = try OpenJournal()
    try fill(there, done: 0..<15)
    let disk = try SmallDisk(megabytes: 8)
    let path = disk.path + "/data"
    let empty = try OpenJournal()
    _ = try DirectoryImport.merge(
      empty.directory, into: DataDirectory.create(at: path), version: "0.1.0")
    disk.fill()
    // Room for a few of its files.
    let ballast = try #require(
      try FileManager.default.attributesOfItem(atPath: disk.path + "/ballast")[.size] as? Int)
    #expect(truncate(disk.path + "/ballast", ballast - 600_000) == 0)
    let error = #expect(throws: JournalError.self) {
      try DirectoryImport.merge(there.directory, into: DataDirectory.existing(at: path), version: "0.1.0")
    }
    #expect(error?.description.contains("no room to") == true, "\(String(describing: error))")
    disk.free()
    let brought = try DirectoryImport.merge(
      there.directory, into: DataDirectory.existing(at: path), version: "0.1.0")
    let reader = try JournalReader.open(at: DataDirectory.existing(at: path))
    #expect(try reader.counts().results == 15 && brought.results <= 15 && brought.losses.isEmpty)
    #expect(try reader.artifact(Digest(of: file + [14])) == file + [14])
  }

  @Test func `why attempts ended here is kept beside what comes from there`() throws {
    let here = try OpenJournal()
    let there = try OpenJournal()
    let (_, tasks) = try here.journal.submit("shared", 0..<20)
    try here.journal.commit([
      .attemptEnded(
        AttemptRecord(
          task: tasks[0].number, number: 1, outcome: .failed, startedAt: 1, seconds: 1, reason: "here")),
      .taskStateChanged(tasks[0].number, .failed, attempts: 1, breaks: 1, reason: "here"),
    ])
    try fill(there, done: 0..<1)
    let target = try copy(of: here)
    #expect(try merge(there, into: target).results == 1)
    let reader = try JournalReader.open(at: DataDirectory.existing(at: target.path))
    let record = try #require(try reader.records(of: SweepNumber(1)).first)
    let task = try #require(try reader.tasks(matching: record.id.digest.hex).first)
    #expect(try reader.attempts(of: task.number).map(\.reason) == ["here", "gone"])
  }

  @Test func `a directory that is in use, or the same, or damaged, is refused and left alone`() throws {
    let here = try OpenJournal()
    let there = try OpenJournal()
    try fill(there, done: 0..<2)
    let inUse = #expect(throws: JournalError.self) { try merge(there, into: here.place) }
    #expect("\(inUse as Any)".contains("in use by the coordinator"))
    let same = #expect(throws: JournalError.self) {
      try DirectoryImport.merge(there.directory, into: there.directory, version: "0.1.0")
    }
    #expect(same?.description.contains("it is the data directory itself") == true)
    // A result that is not the recorded one.
    try there.journal.access("damage") { try $0.execute(sql: "UPDATE final SET value = 7") }
    let target = try copy(of: here)
    let damaged = #expect(throws: JournalError.self) { try merge(there, into: target) }
    #expect(damaged?.description.contains("is not the recorded one") == true, "\(damaged as Any)")
    let reader = try JournalReader.open(at: DataDirectory.existing(at: target.path))
    #expect(try reader.counts().results == 0)
  }

  @Test func `a refined sweep keeps why its points were planned, a paused one stays paused`() throws {
    let here = try OpenJournal()
    let there = try OpenJournal()
    guard case .begun(let sweep) = try there.journal.beginSubmission(sampleHeader("refined", planned: 4))
    else {
      throw SampleError("it is there already")
    }
    _ = try there.journal.appendTasks(sampleRows(0..<4), to: sweep)
    let runs = [PlacementRun(ordinal: 0, count: 4, round: 0, reason: "to begin with")]
    try there.journal.placeTasks(runs, of: sweep)
    try there.journal.commit([.sweepSubmitted(sweep), .sweepStateChanged(sweep, .paused)])
    let more = [PlacementRun(ordinal: 4, count: 2, round: 1, reason: "to see more")]
    _ = try there.journal.extend(
      sweep,
      with: sampleRows(10..<12).map { row in
        PlannedTaskRow(ordinal: row.ordinal + 4, replicate: 0, id: row.id, definition: row.definition)
      }, runs: more)
    let target = try copy(of: here)
    _ = try merge(there, into: target)
    let reader = try JournalReader.open(at: DataDirectory.existing(at: target.path))
    let stored = try #require(try reader.sweeps().first)
    #expect(stored.state == .paused && stored.header.planned == 6)
    #expect(try reader.placements(of: stored.number) == runs + more)
  }

  @Test func `results of rounds that were not planned here are counted, and come once they are`() throws {
    let here = try OpenJournal()
    let there = try OpenJournal()
    let later = sampleRows(10..<12).map { row in
      PlannedTaskRow(ordinal: row.ordinal + 4, replicate: 0, id: row.id, definition: row.definition)
    }
    let more = [PlacementRun(ordinal: 4, count: 2, round: 1, reason: "to see more")]
    var sweeps: [SweepNumber] = []
    for open in [here, there] {
      guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("refined", planned: 4))
      else {
        throw SampleError("it is there already")
      }
      _ = try open.journal.appendTasks(sampleRows(0..<4), to: sweep)
      try open.journal.placeTasks([.init(ordinal: 0, count: 4, round: 0, reason: "first")], of: sweep)
      try open.journal.commit([.sweepSubmitted(sweep)])
      sweeps.append(sweep)
    }
    try there.journal.commit([.workerSeen(sampleWorker)])
    for task in try there.journal.extend(sweeps[1], with: later, runs: more) {
      try there.journal.commit([
        .taskDone(
          ResultRecord(
            task: task.number, attempt: 1, worker: 1, seconds: 1, finishedAt: 2, metrics: [], artifacts: []))
      ])
    }
    let target = try copy(of: here)
    let first = try merge(there, into: target)
    #expect(first.unplanned == ["refined": 2])
    #expect(first.results == 0)
    // As its coordinator does once the first round is whole.
    let planned = try OpenJournal(target)
    _ = try planned.journal.extend(sweeps[0], with: later, runs: more)
    let last = try merge(there, into: copy(of: planned))
    #expect(last.unplanned.isEmpty)
    #expect(last.results == 2)
  }
}
