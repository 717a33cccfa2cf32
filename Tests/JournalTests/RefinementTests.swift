import GRDB
import Journal
import SweepModel
import Testing

@Suite struct RefinementTests {
  /// A sweep of two tasks with a reason, to be extended.
  private func refined(_ open: OpenJournal, _ name: String = "refined") throws -> SweepNumber {
    guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader(name, planned: 2)) else {
      throw SampleError("it was there before")
    }
    _ = try open.journal.appendTasks(sampleRows(0..<2), to: sweep)
    try open.journal.placeTasks([.init(ordinal: 0, count: 2, round: 0, reason: "first")], of: sweep)
    try open.journal.commit([.sweepSubmitted(sweep)])
    return sweep
  }

  private func rows(_ indices: Range<Int>) -> [PlannedTaskRow] {
    indices.map { PlannedTaskRow(ordinal: $0, sampleTask($0)) }
  }

  @Test func `a round is there whole, once, and after a restart`() throws {
    let open = try OpenJournal()
    let sweep = try refined(open)
    let run = PlacementRun(ordinal: 2, count: 3, round: 1, reason: "between")
    let added = try open.journal.extend(sweep, with: rows(2..<5), runs: [run])
    #expect(added.map(\.isNew) == [true, true, true])
    // Planned twice, as after an answer that was lost: the round is there already.
    #expect(throws: JournalError.self) {
      try open.journal.extend(
        sweep, with: rows(5..<6), runs: [.init(ordinal: 5, count: 1, round: 1, reason: "again")])
    }
    let reader = try open.reader()
    #expect(try reader.placements(of: sweep).map(\.reason) == ["first", "between"])
    #expect(try reader.census(of: sweep).planned == 5)
    #expect(try reader.sweeps().first?.header.planned == 5)
    var members: [Int] = []
    _ = try open.journal.load(task: { _ in }, member: { members.append($0.ordinal) })
    #expect(members == Array(0..<5))
  }

  @Test func `a round wants again what was cancelled for another sweep, all in one transaction`() throws {
    let open = try OpenJournal()
    let (_, others) = try open.journal.submit("other", 2..<5)
    try open.journal.commit([
      .taskStateChanged(others[0].number, .cancelled, attempts: 2, breaks: 1, reason: "by hand"),
      .taskStateChanged(others[1].number, .failed, attempts: 3, breaks: 3, reason: "it broke"),
    ])
    let sweep = try refined(open)
    _ = try open.journal.extend(
      sweep, with: rows(2..<5), runs: [.init(ordinal: 2, count: 3, round: 1, reason: "between")])
    var found: [TaskNumber: (status: TaskStatus, attempts: Int, breaks: Int)] = [:]
    _ = try open.journal.load(
      task: { found[$0.number] = ($0.status, $0.attempts, $0.breaks) }, member: { _ in })
    #expect(found[others[0].number].map { $0 == (.pending, 2, 0) } == true)
    #expect(found[others[1].number]?.status == .failed)
    #expect(found[others[2].number]?.status == .pending)
  }

  @Test func `a round that does not go on where the sweep ends is refused whole`() throws {
    let open = try OpenJournal()
    let sweep = try refined(open)
    for (tasks, round) in [(rows(3..<4), 1), (rows(2..<3), 2), (rows(2..<3), 0), (rows(1..<3), 1)] {
      #expect(throws: JournalError.self) {
        try open.journal.extend(
          sweep, with: tasks,
          runs: [.init(ordinal: tasks[0].ordinal, count: tasks.count, round: round, reason: "no")])
      }
    }
    #expect(throws: JournalError.self) { try open.journal.extend(sweep, with: rows(2..<3), runs: []) }
    let (plain, _) = try open.journal.submit("plain", [7])
    #expect(throws: JournalError.self) {
      try open.journal.extend(
        plain, with: rows(1..<2), runs: [.init(ordinal: 1, count: 1, round: 1, reason: "no")])
    }
    try open.journal.commit([.sweepStateChanged(sweep, .cancelled)])
    #expect(throws: JournalError.self) {
      try open.journal.extend(
        sweep, with: rows(2..<3), runs: [.init(ordinal: 2, count: 1, round: 1, reason: "late")])
    }
    #expect(try open.reader().census(of: sweep).planned == 2)
    #expect(try open.reader().placements(of: sweep).count == 1)
  }

  @Test func `a task that another sweep has keeps its result`() throws {
    let open = try OpenJournal()
    let (_, tasks) = try open.journal.submit("other", 2..<4)
    try open.journal.commit([.taskDone(sampleResult(tasks[0].number))])
    let sweep = try refined(open)
    let added = try open.journal.extend(
      sweep, with: rows(2..<4), runs: [.init(ordinal: 2, count: 2, round: 1, reason: "shared")])
    #expect(added.map(\.status) == [.done, .pending] && added.map(\.isNew) == [false, false])
  }

  @Test func `a submission that did not finish leaves no reasons`() throws {
    let open = try OpenJournal()
    guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("half", planned: 2)) else {
      throw SampleError("it was there before")
    }
    _ = try open.journal.appendTasks(sampleRows(0..<2), to: sweep)
    try open.journal.placeTasks([.init(ordinal: 0, count: 2, round: 0, reason: "first")], of: sweep)
    try open.journal.abandonSubmission(sweep)
    #expect(try open.reader().placements(of: sweep).isEmpty)
    let again = try refined(open, "half")
    #expect(try open.reader().placements(of: again).count == 1)
  }

  @Test(arguments: ["ordinal = 1", "count = 0", "count = 4", "round = 3", "count = 9223372036854775807"])
  func `a damaged reason is found`(_ change: String) throws {
    let open = try OpenJournal()
    let sweep = try refined(open)
    _ = try open.journal.extend(
      sweep, with: rows(2..<4), runs: [.init(ordinal: 2, count: 2, round: 1, reason: "a")])
    _ = try open.journal.extend(
      sweep, with: rows(4..<5), runs: [.init(ordinal: 4, count: 1, round: 2, reason: "b")])
    try open.journal.close()
    try DatabaseQueue(path: open.directory.journalPath).writeWithoutTransaction {
      try $0.execute(sql: "UPDATE placement SET \(change) WHERE round = 1")
    }
    #expect(throws: JournalError.self) { try open.reader().placements(of: sweep) }
  }

  @Test func `equal reasons in a row are one run`() {
    let runs = PlacementRun.runs(of: ["a", "a", "b", "a"], from: 3, round: 2)
    #expect(runs.map(\.ordinal) == [3, 5, 6] && runs.map(\.count) == [2, 1, 1])
    #expect(runs.map(\.reason) == ["a", "b", "a"] && runs.allSatisfy { $0.round == 2 })
  }
}
