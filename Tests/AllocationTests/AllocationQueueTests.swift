import Testing

@testable import Allocation

/// What one queue decides, event by event.
@Suite struct AllocationQueueTests {
  /// A queue of two slots a worker that was served and asked for its jobs.
  private func makeQueue(maximum: Int = 10, backlog: Int = 4) -> AllocationQueue {
    var queue = AllocationQueue(
      name: "q", nonce: "n",
      settings: AllocationSettings(slots: 2, time: 3600, maximum: maximum, backlog: backlog), now: 0)
    queue.listed([], now: 0)
    return queue
  }

  private func job(
    _ queue: AllocationQueue, _ number: Int, _ phase: BatchJob.Phase, reason: String = "", node: String = "",
    isHopeless: Bool = false
  ) -> BatchJob {
    BatchJob(
      key: queue.key(of: number), job: "\(100 + number)", phase: phase, reason: reason, node: node,
      isHopeless: isHopeless)
  }

  private func demand(_ slots: Int) -> AllocationDemand { AllocationDemand(slots: slots, tasks: slots) }

  @Test func `as many jobs are intended as slots are missing, and told again until they are answered`() {
    var queue = makeQueue()
    #expect(queue.plan(demand(5), now: 1).submit == [1, 2, 3])
    #expect(queue.plan(demand(5), now: 2).submit == [1, 2, 3])
    #expect(queue.takeChanges().allocations.map(\.state) == [.intended, .intended, .intended])
    for number in 1...3 { queue.submissionEnded(number, .submitted(job: "\(number)"), now: 3) }
    #expect(queue.plan(demand(5), now: 4).submit == [])
    #expect(queue.alive.map(\.state) == [.queued, .queued, .queued])
  }

  @Test func `no more wait than the backlog, and no more are there than the maximum`() {
    var queue = makeQueue(maximum: 5, backlog: 2)
    #expect(queue.plan(demand(100), now: 1).submit == [1, 2])
    for number in 1...2 { queue.submissionEnded(number, .submitted(job: "\(number)"), now: 1) }
    #expect(queue.plan(demand(100), now: 1).submit == [])
    for number in 1...2 { queue.workerJoined(number, now: 2) }
    #expect(queue.plan(demand(100), now: 2).submit == [3, 4])
    for number in 3...4 { queue.workerJoined(number, now: 3) }
    #expect(queue.plan(demand(100), now: 3).submit == [5])
    queue.workerJoined(5, now: 4)
    #expect(queue.plan(demand(100), now: 4).submit == [])
    #expect(queue.hindrance(now: 4)?.contains("--max") == true)
  }

  @Test func `nothing is submitted before the batch system was asked, nor while it does not answer`() {
    var queue = AllocationQueue(
      name: "q", nonce: "n", settings: AllocationSettings(slots: 2, time: 3600, maximum: 5, backlog: 5),
      now: 0)
    #expect(queue.plan(demand(2), now: 1).submit == [])
    queue.listed([], now: 1)
    queue.listingFailed("squeue did not answer within 20 s")
    #expect(queue.plan(demand(2), now: 2).submit == [])
    #expect(queue.hindrance(now: 2) == "the batch system does not answer: squeue did not answer within 20 s")
    queue.listed([], now: 600)
    #expect(queue.plan(demand(2), now: 600).submit == [1])
  }

  @Test func `a requeued job waits again, and is counted`() {
    var queue = makeQueue(maximum: 1)
    _ = queue.plan(demand(2), now: 1)
    queue.workerJoined(1, now: 2)
    queue.workerWorked(1, now: 3)
    queue.workerLeft(1, now: 4)
    queue.listed([job(queue, 1, .ending)], now: 5)
    queue.listed([job(queue, 1, .waiting, reason: "BeginTime")], now: 6)
    #expect(queue.alive.map(\.state) == [.queued])
    #expect(queue.allocations[1]?.requeues == 1)
    #expect(queue.plan(demand(100), now: 7).submit == [])
    #expect(queue.failures == 0)
  }

  @Test func `a worker that is connected is believed, whatever a list says`() {
    var queue = makeQueue()
    _ = queue.plan(demand(2), now: 1)
    queue.workerJoined(1, now: 2)
    queue.listed([job(queue, 1, .waiting)], now: 3)
    queue.listed([], now: 4)
    queue.listed([], now: 5)
    queue.listed([job(queue, 1, .ended)], now: 6)
    #expect(queue.alive.map(\.state) == [.working])
  }

  @Test func `a job is gone only after two lists without it`() {
    var queue = makeQueue()
    _ = queue.plan(demand(2), now: 1)
    queue.submissionEnded(1, .submitted(job: "7"), now: 1)
    queue.listed([], now: 2)
    #expect(queue.alive.count == 1)
    queue.listed([job(queue, 1, .waiting)], now: 3)
    queue.listed([], now: 4)
    #expect(queue.alive.count == 1)
    queue.listed([], now: 5)
    #expect(queue.alive.isEmpty)
  }

  @Test func `what an allocator may have submitted before it died is found by its name, or given up`() {
    var queue = makeQueue()
    #expect(queue.plan(demand(4), now: 1).submit == [1, 2])
    queue.opened(queue.settings, now: 2)
    #expect(queue.plan(demand(4), now: 3).submit == [])
    queue.listed([job(queue, 1, .waiting)], now: 3)
    #expect(queue.allocations[1]?.state == .queued)
    #expect(queue.allocations[2]?.state == .intended)
    queue.listed([job(queue, 1, .waiting)], now: 10)
    #expect(queue.plan(demand(4), now: 10).submit == [])
    queue.listed([job(queue, 1, .waiting)], now: 40)
    queue.listed([job(queue, 1, .waiting)], now: 45)
    #expect(queue.allocations[2]?.outcome == .unknown)
    #expect(queue.failures == 0)
    #expect(queue.plan(demand(4), now: 46).submit == [3])
  }

  @Test func `what an allocator has not submitted when it ends in order, nobody waits for`() {
    var queue = makeQueue()
    #expect(queue.plan(demand(4), now: 1).submit == [1, 2])
    queue.submissionEnded(1, .submitted(job: "1"), now: 2)
    queue.allocatorLeft(now: 2)
    #expect(queue.alive.map(\.number) == [1])
    #expect(queue.failures == 0)
    queue.opened(queue.settings, now: 3)
    queue.listed([job(queue, 1, .waiting)], now: 3)
    #expect(queue.plan(demand(4), now: 3).submit == [3])
  }

  @Test func `waiting jobs are cancelled newest first, once too many have waited for a while`() {
    var queue = makeQueue()
    _ = queue.plan(demand(6), now: 1)
    for number in 1...3 { queue.submissionEnded(number, .submitted(job: "\(number)"), now: 1) }
    #expect(queue.plan(demand(2), now: 2).cancel == [])
    #expect(queue.plan(demand(6), now: 10).cancel == [])
    #expect(queue.plan(demand(2), now: 11).cancel == [])
    #expect(queue.plan(demand(2), now: 25).cancel == [])
    #expect(queue.plan(demand(2), now: 26).cancel == [2, 3])
    // Not every second again.
    #expect(queue.plan(demand(2), now: 27).cancel == [])
    queue.listed([job(queue, 1, .waiting), job(queue, 2, .ended), job(queue, 3, .running)], now: 28)
    #expect(queue.allocations[2]?.outcome == .unneeded)
    #expect(queue.failures == 0)
    // One that began to run meanwhile stays.
    #expect(queue.plan(demand(0), now: 60).cancel.contains(3) == false)
  }

  @Test func `a job that runs without a worker is no capacity after a minute, and a failure`() {
    var queue = makeQueue()
    _ = queue.plan(demand(2), now: 1)
    queue.listed([job(queue, 1, .running, node: "n1")], now: 2)
    #expect(queue.plan(demand(2), now: 30).submit == [])
    #expect(queue.failures == 0)
    queue.listed([job(queue, 1, .running, node: "n1")], now: 63)
    #expect(queue.plan(demand(2), now: 63).submit == [])
    #expect(queue.failures == 1)
    #expect(queue.plan(demand(2), now: 79).submit == [2])
    // It is not counted twice.
    queue.listed([job(queue, 1, .ended), job(queue, 2, .waiting)], now: 80)
    #expect(queue.failures == 1)
  }

  @Test func `while jobs fail one at a time tries, later and later, and a node with two of them is left out`()
  {
    var queue = makeQueue()
    var now = 1.0
    var waits: [Double] = []
    _ = queue.plan(demand(2), now: now)
    for number in 1...4 {
      #expect(queue.alive.map(\.number) == [number])
      queue.listed([job(queue, number, .ended, reason: "FAILED: NonZeroExitCode", node: "bad")], now: now)
      let failed = now
      while queue.plan(demand(100), now: now).submit.isEmpty {
        now += 1
        queue.listed([], now: now)
      }
      waits.append(now - failed)
    }
    #expect(waits == [15, 60, 300, 900])
    #expect(queue.plan(demand(100), now: now).excluding == ["bad"])
    queue.workerJoined(5, now: now)
    queue.workerWorked(5, now: now)
    #expect(queue.failures == 0)
    #expect(queue.plan(demand(100), now: now).submit.count == 4)
  }

  @Test func `a reason for which jobs wait for ever stops the queue until somebody resumes it`() {
    var queue = makeQueue()
    _ = queue.plan(demand(2), now: 1)
    queue.listed([job(queue, 1, .waiting, reason: "PartitionTimeLimit", isHopeless: true)], now: 2)
    #expect(
      queue.standing == .blocked("job 101 would wait for ever: the batch system says PartitionTimeLimit"))
    #expect(queue.plan(demand(2), now: 3).cancel == [1])
    queue.listed([job(queue, 1, .ended, reason: "CANCELLED")], now: 4)
    #expect(queue.plan(demand(2), now: 400).submit == [])
    queue.listed([], now: 401)
    queue.resumed(now: 401)
    #expect(queue.plan(demand(2), now: 401).submit == [2])
  }

  @Test func `a refusal counts as a failure, and a hopeless one stops the queue`() {
    var queue = makeQueue()
    _ = queue.plan(demand(2), now: 1)
    queue.submissionEnded(1, .refused("Unable to contact slurm controller", isHopeless: false), now: 1)
    #expect(queue.failures == 1)
    #expect(queue.standing == .active)
    queue.listed([], now: 20)
    _ = queue.plan(demand(2), now: 20)
    queue.submissionEnded(2, .refused("invalid partition specified", isHopeless: true), now: 20)
    #expect(queue.standing == .blocked("invalid partition specified"))
  }

  @Test func `a job that was said to be refused and is there all the same is counted`() {
    var queue = makeQueue(maximum: 1)
    _ = queue.plan(demand(2), now: 1)
    queue.submissionEnded(1, .refused("Socket timed out", isHopeless: false), now: 1)
    queue.listed([job(queue, 1, .waiting)], now: 2)
    #expect(queue.alive.map(\.state) == [.queued])
    queue.listed([job(queue, 1, .waiting), job(queue, 9, .waiting)], now: 30)
    #expect(queue.alive.map(\.number) == [1, 9])
    #expect(queue.nextNumber == 10)
  }

  @Test func `removal cancels what waits and is over when nothing does`() {
    var queue = makeQueue()
    _ = queue.plan(demand(4), now: 1)
    queue.submissionEnded(1, .submitted(job: "1"), now: 1)
    queue.workerJoined(2, now: 1)
    queue.removed(now: 2)
    let orders = queue.plan(demand(100), now: 2)
    #expect(orders.submit == [] && orders.cancel == [1] && !orders.isOver)
    queue.listed([job(queue, 1, .ended), job(queue, 2, .running)], now: 3)
    #expect(queue.plan(demand(100), now: 3).isOver)
  }

  @Test func `the batch system is asked soon after something happened, and once a minute otherwise`() {
    var queue = makeQueue()
    _ = queue.plan(demand(2), now: 0)
    queue.submissionEnded(1, .submitted(job: "1"), now: 0)
    var now = 0.0
    var times: [Double] = []
    while now < 600 {
      now += max(0.5, queue.plan(demand(2), now: now).listAfter)
      queue.listed([job(queue, 1, .waiting)], now: now)
      times.append(now)
    }
    #expect(times.count < 25, "\(times)")
    #expect(times[0] <= 2)
    queue.workerJoined(1, now: now)
    queue.listed([job(queue, 1, .running)], now: now)
    #expect(queue.plan(demand(0), now: now).listAfter == 60)
  }
}
