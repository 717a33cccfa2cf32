import Testing

@testable import Journal

/// Queues of batch systems and what was asked of them, over a restart.
@Suite struct AllocationRowTests {
  private func allocation(_ number: Int, _ state: String, job: String = "") -> AllocationRecord {
    AllocationRecord(
      queue: "short", number: number, state: state, job: job, reason: "Resources", node: "n1", requeues: 2,
      hasWorked: true, outcome: state == "ended" ? "worked" : nil, changedAt: 5)
  }

  private let queue = AllocationQueueRecord(
    name: "short", nonce: "ab", settings: "{}", state: "blocked", reason: "why", next: 7)

  private func load(_ open: OpenJournal) throws -> JournalState {
    try open.journal.load(task: { _ in }, member: { _ in })
  }

  @Test func `queues and allocations are read as they were written, and the last word counts`() throws {
    let open = try OpenJournal()
    try open.journal.commit([
      .allocationQueue(queue), .allocation(allocation(1, "intended")), .allocation(allocation(2, "queued")),
      .allocation(allocation(1, "ended", job: "12")),
    ])
    let state = try load(open)
    #expect(state.allocationQueues == [queue])
    #expect(state.allocations == [allocation(1, "ended", job: "12"), allocation(2, "queued")])
  }

  @Test func `a removed queue takes its allocations along, and only those`() throws {
    let open = try OpenJournal()
    var other = allocation(1, "queued")
    other.queue = "long"
    try open.journal.commit([
      .allocationQueue(queue), .allocation(allocation(1, "queued")), .allocation(other),
      .allocationQueueRemoved("short"),
    ])
    let state = try load(open)
    #expect(state.allocationQueues == [])
    #expect(state.allocations == [other])
  }

  @Test func `allocations that ended long ago are forgotten, and no others`() throws {
    let open = try OpenJournal()
    try open.journal.commit(
      [.allocation(allocation(1, "working"))] + (2...300).map { .allocation(allocation($0, "ended")) })
    #expect(try load(open).allocations.map(\.number) == [1] + Array(101...300))
  }
}
