import GRDB
import SweepModel
import TestSupport
import Testing

@testable import Journal

@Suite struct SubmissionTests {
  @Test func `a task that two sweeps share has one number and one result`() throws {
    let open = try OpenJournal()
    let (first, tasks) = try open.journal.submit("first", 0..<4)
    try open.journal.commit([.taskDone(sampleResult(tasks[3].number))])
    let (second, again) = try open.journal.submit("second", [3, 9])
    #expect(again[0].number == tasks[3].number)
    #expect(!again[0].isNew)
    #expect(again[0].status == .done)
    #expect(again[0].seconds == 0.25)
    #expect(again[1].isNew)
    let reader = try open.reader()
    #expect(try reader.memberships(of: tasks[3].number).map(\.sweep) == [first, second])
    #expect(try reader.census(of: second).done == 1)
    #expect(try reader.census(of: second).pending == 1)
    #expect(
      try reader.finished(among: [sampleTask(3).id, sampleTask(2).id]).keys.map { $0 } == [sampleTask(3).id])
  }

  @Test func `the same resolved spec is the same sweep`() throws {
    let open = try OpenJournal()
    let (sweep, _) = try open.journal.submit("one", 0..<2)
    try open.journal.commit([.sweepStateChanged(sweep, .paused)])
    #expect(try open.journal.beginSubmission(sampleHeader("one", planned: 2)) == .existing(sweep, .paused))
  }

  @Test func `a sweep keeps the commit that it was submitted with first, and one that is no hash is damage`()
    throws
  {
    let open = try OpenJournal()
    let commit = CommitHash(String(repeating: "0f", count: 20))
    let other = CommitHash(String(repeating: "1f", count: 32))
    guard
      case .begun(let sweep) = try open.journal.beginSubmission(
        sampleHeader("one", planned: 1, commit: commit))
    else {
      Issue.record("it was there before")
      return
    }
    _ = try open.journal.appendTasks(sampleRows([1]), to: sweep)
    try open.journal.commit([.sweepSubmitted(sweep)])
    _ = try open.journal.beginSubmission(sampleHeader("one", planned: 1, commit: other))
    let reader = try open.reader()
    #expect(try reader.sweeps().map(\.header.commit) == [commit])
    try open.journal.access("damage") { try $0.execute(sql: "UPDATE sweep SET source_commit = 'main'") }
    #expect(throws: JournalError.self) { try reader.sweeps() }
  }

  @Test func `a sweep that was written and not made active is gone after a restart`() throws {
    let place = try TemporaryDirectory()
    do {
      let open = try OpenJournal(place)
      try open.journal.submit("kept", 0..<3)
      guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("lost", planned: 4)) else {
        Issue.record("it was there before")
        return
      }
      _ = try open.journal.appendTasks(sampleRows(1..<5), to: sweep)
      try open.journal.checkSubmission(sweep)
      #expect(try open.reader().sweeps().map(\.header.name) == ["kept"])
    }
    let open = try OpenJournal(place)
    let state = try open.journal.load(task: { _ in }, member: { _ in })
    #expect(state.sweeps.map(\.header.name) == ["kept"])
    #expect(throws: JournalError.self) { try open.journal.commit([.sweepSubmitted(SweepNumber(2))]) }
  }

  @Test func `a submission in chunks is not seen before it is finished`() throws {
    let open = try OpenJournal()
    let header = sampleHeader(
      "chunks", planned: 7,
      exclusions: [.init(reason: "one pixel", count: 1), .init(reason: "one pixel", count: 1)])
    guard case .begun(let sweep) = try open.journal.beginSubmission(header) else {
      Issue.record("it was there before")
      return
    }
    let rows = sampleRows(0..<5)
    let reader = try open.reader()
    _ = try open.journal.appendTasks(Array(rows[..<3]), to: sweep)
    #expect(throws: JournalError.self) { try open.journal.checkSubmission(sweep) }
    #expect(try reader.sweeps().isEmpty)
    _ = try open.journal.appendTasks(Array(rows[3...]), to: sweep)
    try open.journal.commit([.sweepSubmitted(sweep)])
    let stored = try reader.sweeps()
    #expect(stored.map(\.state) == [.active])
    #expect(stored[0].header.exclusions == [.init(reason: "one pixel", count: 2)])
    #expect(stored[0].header.resolved == header.resolved)
    let census = try reader.census(of: sweep)
    #expect(census.planned == 7)
    #expect(census.excluded == 2)
    #expect(throws: JournalError.self) { try open.journal.appendTasks(sampleRows([8]), to: sweep) }
  }

  @Test func `a chunk with an ordinal that is taken is refused whole`() throws {
    let open = try OpenJournal()
    guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("twice", planned: 2)) else {
      Issue.record("it was there before")
      return
    }
    _ = try open.journal.appendTasks(sampleRows([0]), to: sweep)
    #expect(throws: JournalError.self) { try open.journal.appendTasks(sampleRows([1]), to: sweep) }
    try open.journal.abandonSubmission(sweep)
    #expect(try open.reader().tasks(matching: sampleTask(1).id.description).isEmpty)
  }

  @Test func `a submission that a crash cut short is deleted with the tasks that are its own`() throws {
    let open = try OpenJournal()
    try open.journal.submit("whole", 0..<3)
    guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("half", planned: 9)) else {
      Issue.record("it was there before")
      return
    }
    _ = try open.journal.appendTasks(sampleRows(2..<6), to: sweep)
    let after = try OpenJournal(try open.place.copy())
    var ids: [TaskID] = []
    let state = try after.journal.load(task: { ids.append($0.id) }, member: { #expect($0.sweep != sweep) })
    #expect(state.sweeps.map(\.header.name) == ["whole"])
    #expect(ids == (0..<3).map { sampleTask($0).id })
    #expect(try after.reader().definitions(of: [TaskNumber(3), TaskNumber(4)]).count == 1)
    guard case .begun = try after.journal.beginSubmission(sampleHeader("half", planned: 9)) else {
      Issue.record("the deleted sweep is still there")
      return
    }
  }

  @Test func `a submitter that comes back half-way starts over`() throws {
    let open = try OpenJournal()
    guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("half", planned: 2)) else {
      Issue.record("it was there before")
      return
    }
    _ = try open.journal.appendTasks(sampleRows([0]), to: sweep)
    let (_, tasks) = try open.journal.submit("half", [0, 1])
    #expect(tasks.map(\.isNew) == [true, true])
  }

  @Test func `a restart finds tasks, places, leases, workers and keys`() throws {
    let open = try OpenJournal()
    let (sweep, tasks) = try open.journal.submit("all", 0..<3)
    let lease = LeaseRecord(
      task: tasks[2].number, attempt: 4, holder: WorkerSession(worker: sampleWorker.id, epoch: 2), leasedAt: 5
    )
    try open.journal.commit([
      .workerSeen(sampleWorker), .leased(lease), .taskDone(sampleResult(tasks[0].number)),
      .taskStateChanged(tasks[1].number, .failed, attempts: 3, breaks: 2, reason: "no"),
      .keyAdded(AccessKey(publicKey: "K", role: .client, name: "laptop", createdAt: 1)),
      .checkpoint(tasks[2].number, CheckpointRecord(step: 3, digest: Digest(of: [3]), size: 9)),
    ])
    let epoch = open.journal.epoch
    try open.journal.close()
    #expect(throws: JournalError.self) { try open.journal.commit([.leaseEnded(tasks[0].number)]) }
    let again = try OpenJournal(try open.place.copy())
    #expect(again.journal.epoch == epoch + 1)
    var loaded: [LoadedTask] = []
    var members: [LoadedMember] = []
    let state = try again.journal.load(task: { loaded.append($0) }, member: { members.append($0) })
    #expect(loaded.map(\.status) == [.done, .failed, .pending])
    #expect(loaded.map(\.attempts) == [1, 3, 0])
    #expect(loaded.map(\.breaks) == [0, 2, 0])
    #expect(loaded.map(\.seconds) == [0.25, nil, nil])
    #expect(members.map(\.task) == tasks.map(\.number))
    #expect(members.map(\.ordinal) == [0, 1, 2])
    #expect(state.leases == [lease])
    #expect(state.workers == [sampleWorker])
    #expect(state.keys.map(\.name) == ["laptop"])
    #expect(state.checkpoints.keys.map { $0 } == [tasks[2].number])
    #expect(state.sweeps.map(\.number) == [sweep])
  }
}
