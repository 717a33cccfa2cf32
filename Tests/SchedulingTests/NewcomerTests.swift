import Scheduling
import SweepModel
import Testing

/// A peer that comes as another worker each time gets no more tasks than one that stays.
@Suite struct NewcomerTests {
  private var scheduler = Scheduler(now: 0)
  private var now = 0.0

  init() {
    _ = scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: "e/1"),
      planned: (1...500).map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0)
  }

  private func session(_ worker: UInt64, epoch: UInt64 = 1) -> WorkerSession {
    WorkerSession(worker: WorkerID(high: worker, low: 0), epoch: epoch)
  }

  /// A worker comes.
  ///
  /// - Returns: what it is given.
  @discardableResult
  private mutating func join(_ worker: UInt64, key: String? = "key", slots: Int = 2, hasProved: Bool = false)
    -> [Lease]
  {
    _ = scheduler.workerJoined(
      session(worker), slots: slots, experiments: ["e/1"], key: key, hasProved: hasProved, now: now)
    return dispatch(to: worker)
  }

  private mutating func dispatch(to worker: UInt64) -> [Lease] {
    scheduler.tick(now: now)
    scheduler.dispatch(now: now)
    #expect(scheduler.brokenInvariants() == [])
    return scheduler.takeActions().flatMap { action in
      if case .assign(session(worker), _, let leases) = action { leases } else { [Lease]() }
    }
  }

  private mutating func leave(_ worker: UInt64) {
    scheduler.workerLeft(session(worker), reason: "gone", isItsOwnDoing: true, now: now)
  }

  private mutating func finish(_ lease: Lease, by worker: UInt64) -> ResultVerdict {
    scheduler.attemptFinished(lease.task, attempt: lease.attempt, by: session(worker), seconds: 1)
  }

  @Test
  mutating func `three that leave with their tasks make the next of the same key wait, and nobody else`()
    throws
  {
    let leases = join(100)
    let isTaken = finish(try #require(leases.first), by: 100)
    #expect(isTaken == .accepted)
    for worker in 1...3 {
      let tasks = join(UInt64(worker))
      #expect(tasks.count == 2)
      leave(UInt64(worker))
    }
    let given1 = join(4)
    #expect(given1.isEmpty)
    _ = finish(try #require(leases.last), by: 100)
    let given2 = dispatch(to: 100)
    #expect(given2.count == 1, "it has given a result")
    let given3 = join(5, key: "another")
    #expect(given3.count == 2)
    let given4 = join(6, key: nil)
    #expect(given4.count == 2)
    let given5 = join(7, hasProved: true)
    #expect(given5.count == 2, "an earlier coordinator had a result of it")
  }

  @Test mutating func `the wait ends, with one task at a time, and grows where it ends in vain`() throws {
    for worker in 1...3 {
      join(UInt64(worker))
      leave(UInt64(worker))
    }
    now = 4.9
    let given6 = join(4)
    #expect(given6.isEmpty)
    now = 5.1
    let given7 = dispatch(to: 4)
    #expect(given7.count == 1)
    leave(4)
    now = 14.9
    let given8 = join(5)
    #expect(given8.isEmpty)
    now = 15.2
    let only = dispatch(to: 5)
    #expect(only.count == 1)
    // The first result of one of them ends it for all.
    let isTaken = finish(try #require(only.first), by: 5)
    #expect(isTaken == .accepted)
    let given9 = join(6)
    #expect(given9.count == 2)
  }

  @Test mutating func `newcomers that are killed with their machines count little`() {
    for worker in 1...60 {
      let given10 = join(UInt64(worker))
      #expect(!given10.isEmpty)
      scheduler.workerLeft(session(UInt64(worker)), reason: "silent", now: now)
    }
    let given11 = join(61)
    #expect(!given11.isEmpty)
    for worker in 61...70 {
      join(UInt64(worker))
      scheduler.workerLeft(session(UInt64(worker)), reason: "silent", now: now)
    }
    let given12 = join(71)
    #expect(given12.isEmpty)
  }

  @Test mutating func `whoever leaves without a task leaves nothing behind`() {
    for worker in 1...100 {
      _ = scheduler.workerJoined(
        session(UInt64(worker), epoch: 9), slots: 1, experiments: ["other/1"], now: now)
      scheduler.workerLeft(
        session(UInt64(worker), epoch: 9), reason: "gone", isItsOwnDoing: true, now: now)
    }
    // An epoch that was used before shows whether anything is remembered.
    for worker in 1...100 {
      let unwanted = scheduler.workerJoined(
        session(UInt64(worker)), slots: 1, experiments: ["other/1"], now: now)
      #expect(unwanted == [])
    }
    #expect(scheduler.workers.count == 100)
  }
}
