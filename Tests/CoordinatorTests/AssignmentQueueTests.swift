import Scheduling
import SweepModel
import Testing

@testable import Coordinator

/// What is read next, and what is left out, while definitions are being read.
@Suite struct AssignmentQueueTests {
  private func session(_ worker: UInt64, epoch: UInt64 = 1) -> WorkerSession {
    WorkerSession(worker: WorkerID(high: 7, low: worker), epoch: epoch)
  }

  private func entry(_ tasks: Range<Int>, of worker: UInt64 = 1) -> AssignmentQueue.Entry {
    .init(
      session: session(worker), sweep: SweepNumber(1),
      leases: tasks.map { Lease(task: TaskNumber($0), attempt: 1) })
  }

  @Test func `one batch is read at a time, and what comes meanwhile is the next one`() {
    var queue = AssignmentQueue()
    let none = queue.takeBatch()
    #expect(none == nil)
    queue.add(entry(0..<2))
    let first = queue.takeBatch()
    #expect(first == [TaskNumber(0), TaskNumber(1)])
    queue.add(entry(2..<3))
    queue.add(entry(3..<5, of: 2))
    let meanwhile = queue.takeBatch()
    #expect(meanwhile == nil)
    let arrived = queue.batchArrived()
    #expect(arrived == [entry(0..<2)])
    let second = queue.takeBatch()
    #expect(second == [TaskNumber(2), TaskNumber(3), TaskNumber(4)])
  }

  @Test func `a batch is bounded, and a worker's tasks keep their order across batches`() {
    var queue = AssignmentQueue()
    let limit = AssignmentQueue.batchLimit
    queue.add(entry(0..<10))
    queue.add(entry(10..<(limit + 20), of: 2))
    var order: [Int] = []
    var sizes: [Int] = []
    while let batch = queue.takeBatch() {
      sizes.append(batch.count)
      order += queue.batchArrived().flatMap(\.leases).map(\.task.value)
    }
    #expect(sizes == [limit, 20])
    #expect(order == Array(0..<(limit + 20)))
    #expect(queue.count == 0)
  }

  @Test func `full of tasks that wait, it asks for no more until they are on their way`() {
    var queue = AssignmentQueue()
    queue.add(entry(0..<AssignmentQueue.limit))
    #expect(queue.isFull)
    _ = queue.takeBatch()
    #expect(queue.isFull, "what is being read is in memory too")
    _ = queue.batchArrived()
    #expect(!queue.isFull)
  }

  @Test
  func `a worker's new session gets what the old one was not sent, read or not, and others keep theirs`() {
    var queue = AssignmentQueue()
    queue.add(entry(0..<1))
    queue.add(entry(1..<2, of: 2))
    _ = queue.takeBatch()
    queue.add(entry(2..<3))
    let new = session(1, epoch: 2)
    let moved = queue.readdress(to: new)
    #expect(moved.map(\.lease.task.value) == [0, 2])
    #expect(moved.map(\.session) == [session(1), session(1)])
    #expect(queue.count == 3)
    let arrived = queue.batchArrived()
    #expect(arrived.map(\.session) == [new, session(2)])
    _ = queue.takeBatch()
    let later = queue.batchArrived()
    #expect(later.map(\.session) == [new])
    let none = queue.readdress(to: session(1, epoch: 3))
    #expect(none.isEmpty && queue.count == 0)
  }
}
