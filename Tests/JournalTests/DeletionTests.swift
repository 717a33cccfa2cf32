import Foundation
import SweepModel
import TestSupport
import Testing

@testable import Journal

/// Deleting a sweep takes all that is its own, and nothing of others, whenever it is interrupted.
@Suite struct DeletionTests {
  private let file = [UInt8](repeating: 5, count: 70_000)

  /// Two sweeps with tasks 0..<30 and 20..<50, all of them with results, files, metrics and an attempt that broke.
  private func fill(_ open: OpenJournal) throws -> (first: SweepNumber, second: SweepNumber) {
    let (first, tasks) = try open.journal.submit("first", 0..<30)
    let (second, others) = try open.journal.submit("second", 20..<50)
    try open.journal.commit([.workerSeen(sampleWorker)])
    for task in Set((tasks + others).map(\.number)).sorted(by: <) {
      let contents = [ArtifactContent(file + [UInt8(task.value)]), ArtifactContent([UInt8(task.value)])]
      let artifacts = contents.enumerated().map { index, content in
        ArtifactRecord(
          name: "file\(index)", mediaType: "text/plain", digest: content.digest, size: content.bytes.count)
      }
      try open.journal.commit(
        [
          .metrics(task, [.init(name: "loss", step: 1, value: 0.5)]),
          .attemptEnded(
            AttemptRecord(task: task, number: 1, outcome: .lost, startedAt: 1, seconds: 1, reason: "gone")),
          .taskDone(
            ResultRecord(
              task: task, attempt: 2, worker: 1, seconds: 0.25, finishedAt: 2000,
              metrics: [.init(name: "index", value: Double(task.value))], artifacts: artifacts)),
        ], artifacts: contents)
    }
    return (first, second)
  }

  /// The files as they lie on the disk now: what a killed process leaves.
  private func copy(of open: OpenJournal) throws -> TemporaryDirectory {
    let copy = try TemporaryDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: open.place.path) where name != "lock" {
      try FileManager.default.copyItem(
        atPath: open.place.path + "/" + name, toPath: copy.path + "/" + name)
    }
    return copy
  }

  private func rows(_ open: OpenJournal) throws -> [String: Int] {
    try open.journal.access("count") { database in
      var counts: [String: Int] = [:]
      for table in [
        "task", "definition", "final", "metric", "stream", "attempt", "artifact", "sweep_task", "sweep",
      ] {
        counts[table] =
          try PreparedStatement(database, "SELECT count(*) FROM \(table)").first { $0.integer(0) } ?? -1
      }
      return counts
    }
  }

  @Test func `all that is the sweep's own goes, and what another one plans stays`() throws {
    let open = try OpenJournal()
    let (first, second) = try fill(open)
    let before = try open.reader().records(of: second)
    try open.journal.commit([.sweepDeleted(first)])
    #expect(try open.reader().sweeps().map(\.number) == [second], "hidden at once")
    while try open.journal.deletePiece(of: first) {}
    #expect(try !open.journal.deletePiece(of: first), "gone")
    #expect(
      try rows(open) == [
        "task": 30, "definition": 30, "final": 30, "metric": 30, "stream": 30, "attempt": 30, "artifact": 60,
        "sweep_task": 30, "sweep": 1,
      ])
    let after = try open.reader().records(of: second)
    #expect(after.map(\.id) == before.map(\.id) && after.map(\.metrics) == before.map(\.metrics))
    let counts = try open.reader().counts()
    #expect(counts == (1, 30, 30))
    let again = try OpenJournal(copy(of: open))
    let state = try again.journal.load(task: { _ in }, member: { _ in })
    #expect(state.sweeps.map(\.number) == [second])
  }

  @Test(arguments: [0, 1, 2])
  func `what a crash interrupts, the next start does`(_ pieces: Int) throws {
    let open = try OpenJournal()
    let (first, second) = try fill(open)
    try open.journal.commit([.sweepDeleted(first)])
    // Small pieces, so that some are left.
    for _ in 0..<pieces {
      try open.journal.transaction("delete") { database, change in
        _ = try Deletions(database).deletePiece(of: first, limit: 7, &change)
      }
    }
    let again = try OpenJournal(copy(of: open))
    #expect(try rows(again)["task"] == 30)
    #expect(try rows(again)["sweep"] == 1)
    #expect(try again.reader().counts() == (1, 30, 30))
    #expect(try again.reader().census(of: second).done == 30)
  }

  @Test func `the same spec can be submitted while the old rows go, and keeps the results that are left`()
    throws
  {
    let open = try OpenJournal()
    let (first, _) = try fill(open)
    try open.journal.commit([.sweepDeleted(first)])
    let (again, tasks) = try open.journal.submit("first", 0..<30)
    #expect(again != first)
    #expect(tasks.allSatisfy { !$0.isNew && $0.status == .done })
    while try open.journal.deletePiece(of: first) {}
    #expect(try open.reader().census(of: again).done == 30)
    #expect(try rows(open)["task"] == 50)
  }

  @Test func `the number of a deleted sweep is never given again`() throws {
    let open = try OpenJournal()
    let (_, second) = try fill(open)
    try open.journal.commit([.sweepDeleted(second)])
    while try open.journal.deletePiece(of: second) {}
    let (third, _) = try open.journal.submit("third", 60..<62)
    #expect(third > second)
    try open.journal.commit([.sweepDeleted(third)])
    let again = try OpenJournal(copy(of: open))
    let (fourth, _) = try again.journal.submit("fourth", 60..<62)
    #expect(fourth > third)
  }

  @Test func `numbers of deleted tasks are not given again, whoever wrote and deleted them`() throws {
    let open = try OpenJournal()
    let (_, second) = try fill(open)
    func highest(_ tasks: [AppendedTask]) -> Int { tasks.map(\.number.value).max() ?? 0 }
    try open.journal.commit([.sweepDeleted(second)])
    while try open.journal.deletePiece(of: second) {}
    let (third, new) = try open.journal.submit("third", 60..<62)
    #expect(new.map(\.number.value) == [51, 52])
    // One that is given up half-way, in another life.
    guard case .begun(let half) = try open.journal.beginSubmission(sampleHeader("half", planned: 9)) else {
      throw SampleError("it is there already")
    }
    let written = highest(try open.journal.appendTasks(sampleRows(70..<73), to: half))
    try open.journal.commit([.sweepDeleted(third)])
    let again = try OpenJournal(copy(of: open))
    let (_, last) = try again.journal.submit("fourth", 58..<64)
    #expect(last.allSatisfy { $0.isNew && $0.number.value > written }, "\(last)")
    // Of known tasks the numbers stay.
    let (_, known) = try again.journal.submit("fifth", 60..<66)
    #expect(known.prefix(4).map(\.number) == last.suffix(4).map(\.number))
    #expect(known.suffix(2).map(\.number.value) == [highest(last) + 1, highest(last) + 2])
  }

  @Test func `a sweep that is there is not deleted by its number`() throws {
    let open = try OpenJournal()
    let (first, _) = try fill(open)
    #expect(try !open.journal.deletePiece(of: first))
    #expect(try rows(open)["task"] == 50)
    #expect(throws: JournalError.self) { try open.journal.commit([.sweepDeleted(SweepNumber(99))]) }
  }

  @Test func `files that no task names go once they are old, and nothing else`() throws {
    let open = try OpenJournal()
    let (first, second) = try fill(open)
    try open.journal.commit([.sweepDeleted(first)])
    while try open.journal.deletePiece(of: first) {}
    let young = try open.journal.prune(Pruning(), olderThan: Date.now.timeIntervalSince1970 - 3600)
    // Those in the journal need no age.
    #expect(young.files == 20 && young.fileBytes == 20)
    #expect(young.youngFiles == 20 && young.youngBytes == 20 * 70_001)
    let later = Date.now.timeIntervalSince1970 + 10
    let look = try open.journal.prune(Pruning(isDryRun: true), olderThan: later)
    #expect(look.files == 20 && look.fileBytes == 20 * 70_001)
    #expect(open.directory.artifacts.digests().count == 50)
    let done = try open.journal.prune(Pruning(), olderThan: later)
    #expect(done.files == 20 && open.directory.artifacts.digests().count == 30)
    for record in try open.reader().records(of: second) {
      for task in try open.reader().tasks(matching: record.id.digest.hex) {
        for artifact in try open.reader().artifacts(of: task.number) {
          #expect(try open.reader().artifact(artifact.digest).count == artifact.size)
        }
      }
    }
    #expect(try open.journal.prune(Pruning(), olderThan: later).files == 0)
  }

  @Test func `checkpoints of tasks that failed or were cancelled go, those of others stay`() throws {
    let open = try OpenJournal()
    let (_, tasks) = try open.journal.submit("kept", 0..<4)
    for (index, task) in tasks.enumerated() {
      // The last two have the same bytes.
      let digest = try open.directory.checkpoints.store([UInt8(min(index, 2))])
      try open.journal.commit([
        .checkpoint(task.number, CheckpointRecord(step: 1, digest: digest, size: 1))
      ])
    }
    for (index, status) in [(0, TaskStatus.failed), (2, .cancelled)] {
      try open.journal.commit([
        .taskStateChanged(tasks[index].number, status, attempts: 1, breaks: 1, reason: "no")
      ])
    }
    let later = Date.now.timeIntervalSince1970 + 10
    let look = try open.journal.prune(Pruning(isDryRun: true), olderThan: later)
    #expect(look.checkpoints.map(\.task) == [tasks[0].number, tasks[2].number])
    #expect(look.checkpointBytes == 2 && look.files == 0)
    let done = try open.journal.prune(Pruning(), olderThan: later)
    #expect(done.checkpoints.map(\.task) == look.checkpoints.map(\.task) && done.files == 0)
    #expect(Set(open.directory.checkpoints.digests()) == [Digest(of: [1]), Digest(of: [2])])
    #expect(
      try open.journal.load(task: { _ in }, member: { _ in }).checkpoints.keys.sorted(by: <) == [
        tasks[1].number, tasks[3].number,
      ])
  }

  @Test func `streamed metrics of a sweep go piece by piece, but not those of tasks that others plan`() throws
  {
    let open = try OpenJournal()
    let (first, second) = try fill(open)
    for isDryRun in [true, false] {
      var values = 0
      var shared = 0
      var next: Int? = 0
      while let ordinal = next {
        let piece = try open.journal.pruneStreams(of: first, from: ordinal, isDryRun: isDryRun, limit: 7)
        values += piece.values
        shared += piece.shared
        next = piece.next
      }
      #expect(values == 20)
      #expect(shared == 10)
      #expect(try rows(open)["metric"] == (isDryRun ? 50 : 30))
    }
    #expect(try rows(open)["stream"] == 30)
    // What is left is read as before, and results are whole.
    var lines = 0
    try open.reader().metrics(of: first) { _ in lines += 1 }
    try open.reader().metrics(of: second) { _ in lines += 1 }
    #expect(lines == 40)
    #expect(try open.reader().census(of: first).done == 30)
  }
}
