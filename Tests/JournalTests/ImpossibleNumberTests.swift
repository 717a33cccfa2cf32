import GRDB
import Journal
import Spec
import SweepModel
import TestSupport
import Testing

/// Numbers that no percolate writes, from a flipped bit or a curious hand.
@Suite struct ImpossibleNumberTests {
  @Test(
    arguments: [
      "UPDATE task SET attempts = -1", "UPDATE task SET attempts = 9223372036854775807",
      "UPDATE task SET breaks = 9223372036854775807", "UPDATE lease SET attempt = 9223372036854775807",
      "UPDATE lease SET attempt = -9223372036854775808", "UPDATE worker SET tasks = 9223372036854775807",
      "UPDATE worker SET number = 9223372036854775807", "UPDATE worker SET number = -5",
      "UPDATE sweep SET planned = 9223372036854775807, excluded = 9223372036854775803",
      "UPDATE sweep SET planned = -9223372036854775808",
      "UPDATE exclusion SET count = 9223372036854775807", "UPDATE exclusion SET count = -1",
    ])
  func `a count that cannot be is called damage and never trapped over`(change: String) throws {
    let place = try TemporaryDirectory()
    do {
      let open = try OpenJournal(place)
      let exclusion = SweepHeader.Exclusion(reason: "too large", count: 3)
      let header = sampleHeader("counts", planned: 7, exclusions: [exclusion])
      guard case .begun(let sweep) = try open.journal.beginSubmission(header) else { return }
      let tasks = try open.journal.appendTasks(sampleRows(0..<4), to: sweep)
      try open.journal.commit([.sweepSubmitted(sweep)])
      let holder = WorkerSession(worker: sampleWorker.id, epoch: 1)
      try open.journal.commit([
        .workerSeen(sampleWorker),
        .leased(LeaseRecord(task: tasks[0].number, attempt: 1, holder: holder, leasedAt: 1)),
      ])
      try open.journal.close()
    }
    let queue = try DatabaseQueue(path: place.path + "/journal.sqlite")
    try queue.write { try $0.execute(sql: change) }
    try queue.close()
    try seal(place)
    let open = try OpenJournal(place)
    let error = #expect(throws: JournalError.self) {
      _ = try open.journal.load(task: { _ in }, member: { _ in })
    }
    guard case .damaged? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    // Readers may find nothing wrong with what they do not look at, but must not trap either.
    let reader = try open.reader()
    _ = try? reader.census(of: SweepNumber(1))
    _ = try? reader.sweeps().map { $0.header.planned - $0.header.excluded }
    _ = try? reader.workers().map { $0.number + 1 + $0.tasks }
  }
}
