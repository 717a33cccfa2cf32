import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator

/// An allocator's conversation with a coordinator: what is asked for is on disk first, and outlives both.
@Suite(.timeLimit(.minutes(2))) struct AllocationTests {
  /// What `percolate allocate slurm` says, without a batch system behind it.
  private final class ScriptedAllocator {
    let client: TestClient
    let id: Data

    init(_ host: CoordinatorHost, id: UInt8 = 1) throws {
      client = try host.client()
      self.id = Data(repeating: id, count: 16)
    }

    func say(
      _ action: WireAllocateCommand.OneOf_Action, queue: String = "short"
    ) throws -> AllocationOrdersDocument {
      try client.ask(AllocationOrdersDocument.self, request(action, queue))
    }

    func command(_ action: WireAllocateCommand.OneOf_Action, queue: String = "short") throws
      -> OutcomeDocument
    {
      try client.ask(OutcomeDocument.self, request(action, queue))
    }

    private func request(_ action: WireAllocateCommand.OneOf_Action, _ queue: String) -> WireRequest {
      .with {
        $0.command.allocate.queue = queue
        $0.command.allocate.allocator = id
        $0.command.allocate.action = action
      }
    }

    func open(
      slots: UInt32 = 1, maximum: UInt32 = 3, time: Double = 3600, queue: String = "short",
      takesOver: Bool = false
    ) throws -> AllocationOrdersDocument {
      try say(
        .open(
          .with {
            $0.system = "slurm"
            $0.slots = slots
            $0.time = time
            $0.lead = 50
            $0.idle = 60
            $0.maximum = maximum
            $0.backlog = 4
            $0.host = "login1"
            $0.takesOver = takesOver
          }), queue: queue)
    }

    func report(
      jobs: [WireBatchJob]? = nil, submitted: [(key: String, job: String)] = [], queue: String = "short"
    ) throws -> AllocationOrdersDocument {
      try say(
        .report(
          .with { report in
            if let jobs { report.jobs.jobs = jobs }
            report.submitted = submitted.map { pair in
              .with {
                $0.key = pair.key
                $0.job = pair.job
              }
            }
          }), queue: queue)
    }

    func explain() throws -> AllocationsDocument.Queue? {
      let document = try client.ask(
        AllocationsDocument.self, WireRequest.with { $0.query.allocations = .init() })
      return document.queues.first
    }
  }

  private func hello(_ worker: ScriptedWorker, key: String) throws {
    var hello = worker.hello(1, 1, [])
    hello.allocation = key
    try worker.send(.hello(hello))
    worker.adopt(epoch: 1)
    guard case .welcome? = try worker.next() else { throw GaveUp(description: "no welcome") }
  }

  @Test func `jobs are ordered for tasks that wait, and each is in the journal before it is ordered`() throws
  {
    let host = try CoordinatorHost()
    let allocator = try ScriptedAllocator(host)
    _ = try allocator.open(slots: 2, maximum: 10)
    #expect(try allocator.report(jobs: []).submit == [])
    try allocator.client.submitProbes(5)
    let orders = try allocator.report()
    #expect(orders.submit.count == 3)
    #expect(orders.submit.allSatisfy { $0.hasPrefix(orders.prefix) && $0.hasPrefix("percolate-short-") })
    // Killed here: the next coordinator knows of them, and counts them until lists tell.
    host.stop()
    try host.start()
    let again = try ScriptedAllocator(host)
    _ = try again.open(slots: 2, maximum: 10)
    let job = WireBatchJob.with {
      $0.key = orders.submit[0]
      $0.job = "77"
      $0.phase = .waiting
      $0.reason = "Resources"
    }
    #expect(try again.report(jobs: [job]).submit == [])
    let queue = try #require(try again.explain())
    #expect(queue.jobs.map(\.key) == orders.submit)
    #expect(queue.jobs.map(\.state) == ["queued", "intended", "intended"])
    #expect(queue.jobs[0].job == "77")
    #expect(queue.summary.contains("3 waiting (Resources)"))
  }

  @Test func `a worker that comes with a job's name is what was asked for, and no more is submitted`() throws
  {
    let host = try CoordinatorHost()
    let allocator = try ScriptedAllocator(host)
    _ = try allocator.open(maximum: 1)
    _ = try allocator.report(jobs: [])
    try allocator.client.submitProbes(1)
    let key = try #require(try allocator.report().submit.first)
    let worker = try host.worker()
    try hello(worker, key: key)
    guard case .assign? = try worker.next() else { throw GaveUp(description: "nothing was assigned") }
    // Even if the list is older than the worker.
    let orders = try allocator.report(jobs: [], submitted: [(key, "5")])
    #expect(orders.submit == [] && orders.cancel == [])
    #expect(try allocator.explain()?.jobs.map(\.state) == ["working"])
    try worker.send(.goodbye(.with { $0.epoch = 1 }))
    try allocator.client.awaitStatus { $0.workers == 0 }
    #expect(try allocator.explain()?.jobs.map(\.state) == ["leaving"])
    _ = try allocator.report(jobs: [
      .with {
        $0.key = key
        $0.job = "5"
        $0.phase = .ended
      }
    ])
    let jobs = try #require(try allocator.explain()?.jobs)
    #expect(jobs.first?.outcome == "worked")
  }

  @Test func `a second allocator on one queue is refused while the first is there`() throws {
    let host = try CoordinatorHost()
    let first = try ScriptedAllocator(host)
    let second = try ScriptedAllocator(host, id: 2)
    _ = try first.open()
    let error = #expect(throws: GaveUp.self) { try second.open() }
    #expect(error?.description.contains("an allocator on login1, process 0 serves the queue short") == true)
    let stranger = #expect(throws: GaveUp.self) { try second.report() }
    #expect(stranger?.description.contains("another allocator") == true)
    _ = try second.open(queue: "other")
  }

  @Test func `two queues do not both submit for the same tasks`() throws {
    let host = try CoordinatorHost()
    let allocator = try ScriptedAllocator(host)
    for queue in ["one", "two"] {
      _ = try allocator.open(maximum: 10, queue: queue)
      _ = try allocator.report(jobs: [], queue: queue)
    }
    try allocator.client.submitProbes(3)
    #expect(try allocator.report(queue: "one").submit.count == 3)
    #expect(try allocator.report(queue: "two").submit.count == 0)
  }

  @Test func `a paused queue submits nothing, a removed one is gone, and commands say what they did`() throws
  {
    let host = try CoordinatorHost()
    let allocator = try ScriptedAllocator(host)
    _ = try allocator.open()
    _ = try allocator.report(jobs: [])
    #expect(try allocator.command(.pause(.init())).changed == 1)
    #expect(
      try allocator.command(.pause(.init())).message
        == "queue short is paused already; nothing was changed")
    try allocator.client.submitProbes(1)
    #expect(try allocator.report().submit == [])
    let status: StatusDocument = try allocator.client.query("status")
    #expect(status.allocations?.first?.contains("it is paused; `percolate allocate resume short`") == true)
    let task: TasksDocument = try allocator.client.query("tasks", "last")
    let explained: ExplainDocument = try allocator.client.query("explain", task.tasks[0].id)
    #expect(
      explained.explanation.contains("No worker is connected. Queue short: no jobs; no more are submitted"))
    #expect(try allocator.command(.resume(.init())).changed == 1)
    let key = try #require(try allocator.report().submit.first)
    _ = try allocator.report(submitted: [(key, "9")])
    _ = try allocator.command(.remove(.init()))
    #expect(try allocator.report().cancel == ["9"])
    let over = try allocator.report(jobs: [
      .with {
        $0.key = key
        $0.job = "9"
        $0.phase = .ended
      }
    ])
    #expect(over.isOver)
    #expect(try allocator.explain() == nil)
    let error = #expect(throws: GaveUp.self) { try allocator.command(.pause(.init()), queue: "shirt") }
    #expect(error?.description.contains("there is no queue `shirt`") == true)
  }

  /// Its jobs would run beside those of a new queue with its name, more than it may have.
  @Test func `a queue whose removal nobody carried out is there again with its jobs`() throws {
    let host = try CoordinatorHost()
    let dead = try ScriptedAllocator(host)
    _ = try dead.open(maximum: 2)
    _ = try dead.report(jobs: [])
    try dead.client.submitProbes(5)
    let keys = try dead.report().submit
    #expect(keys.count == 2)
    _ = try dead.report(submitted: [(keys[0], "38"), (keys[1], "39")])
    let removal = try dead.command(.remove(.init())).message
    #expect(
      removal.contains("its allocator on login1, process 0, heard of 0 s ago, cancels what waits"),
      "\(removal)")
    let next = try ScriptedAllocator(host, id: 2)
    let opened = try next.open(maximum: 2, takesOver: true)
    #expect(keys.allSatisfy { $0.hasPrefix(opened.prefix) })
    let waiting: [WireBatchJob] = zip(keys, ["38", "39"]).map { key, job in
      .with {
        $0.key = key
        $0.job = job
        $0.phase = .waiting
      }
    }
    #expect(try next.report(jobs: waiting).submit == [])
    #expect(try next.explain()?.jobs.map(\.job) == ["38", "39"])
    #expect(try next.explain()?.state == "active")
  }

  @Test func `bad settings and names are refused with a sentence`() throws {
    let host = try CoordinatorHost()
    let allocator = try ScriptedAllocator(host)
    let time = #expect(throws: GaveUp.self) { try allocator.open(time: 40) }
    #expect(time?.description.contains("more than the 50 s that it needs to leave") == true)
    let slots = #expect(throws: GaveUp.self) { try allocator.open(slots: 0) }
    #expect(slots?.description.contains("slots are 1 to 4096, found 0") == true)
    let name = #expect(throws: GaveUp.self) { try allocator.open(queue: "Short; rm -rf") }
    #expect(name?.description.contains("lower-case letters, digits and `-`") == true)
    #expect(try allocator.explain() == nil)
  }
}
