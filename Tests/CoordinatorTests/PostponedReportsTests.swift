import Scheduling
import SweepModel
import Testing

@testable import Coordinator

@Suite struct PostponedReportsTests {
  private let lease = Lease(task: TaskNumber(1), attempt: 1)
  private func session(_ epoch: UInt64) -> WorkerSession {
    WorkerSession(worker: WorkerID(high: 7, low: 7), epoch: epoch)
  }

  @Test func `a session is asked once, when the first of its reports is due`() {
    var postponed = PostponedReports()
    let (first, second) = (session(1), session(2))
    postponed.postpone(first, until: 5)
    postponed.postpone(first, until: 9)
    postponed.postpone(second, until: 7)
    let early = postponed.takeDue(now: 4)
    #expect(early.isEmpty)
    let due = postponed.takeDue(now: 5)
    #expect(due == [first])
    let later = postponed.takeDue(now: 20)
    #expect(later == [second])
  }

  @Test func `a result whose streamed values were not taken waits for its worker's next session`() {
    var postponed = PostponedReports()
    let (old, new) = (session(1), session(2))
    postponed.withhold(lease, of: old)
    #expect(postponed.isWithheld(lease, of: old))
    #expect(!postponed.isWithheld(Lease(task: TaskNumber(1), attempt: 2), of: old))
    #expect(!postponed.isWithheld(lease, of: new))
    postponed.forget(old)
    #expect(!postponed.isWithheld(lease, of: old))
  }
}
