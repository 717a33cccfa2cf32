import Foundation
import Journal
import Messages
import Scheduling
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator

/// What becomes of a worker's report, from values alone.
@Suite struct ReportDecisionTests {
  private func results(_ batch: JournalThread.Batch) -> [ResultRecord] {
    batch.records.compactMap { if case .taskDone(let result) = $0 { result } else { nil } }
  }

  private func attempts(_ batch: JournalThread.Batch) -> [AttemptRecord] {
    batch.records.compactMap { if case .attemptEnded(let attempt) = $0 { attempt } else { nil } }
  }

  @Test func `the first result of a task is recorded, and the second one changes nothing`() throws {
    var bench = CoreBench()
    let sweep = try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    let lease = try #require(bench.dispatch(to: worker).first)
    let finished = bench.finished(lease)
    let first = bench.report(worker) { $0.finished = [finished] }
    let batch = bench.written()
    let result = try #require(results(batch).first)
    #expect(first == .decided && results(batch).count == 1)
    #expect(result.task == lease.task && result.attempt == 1 && result.worker == worker.number)
    #expect(result.finishedAt == CoreBench.epoch + 10 && result.seconds == 0.01)
    #expect(bench.core.turnResults == [worker.session: 1])
    #expect(bench.core.scheduler.sweeps[sweep]?.census.done == 1)
    let second = bench.report(worker) { $0.finished = [finished] }
    #expect(second == .decided && bench.written().isEmpty)
    #expect(bench.core.scheduler.duplicateResults == 1)
    #expect(bench.core.takeActions() == [])
  }

  @Test func `a result that breaks the experiment's promise is a failed attempt`() throws {
    var bench = CoreBench()
    let sweep = try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    let lease = try #require(bench.dispatch(to: worker).first)
    let finished = bench.finished(lease, value: nil)
    let verdict = bench.report(worker) { $0.finished = [finished] }
    let batch = bench.written()
    #expect(verdict == .decided && results(batch).isEmpty)
    #expect(attempts(batch).map(\.outcome) == [.failed])
    #expect(bench.core.scheduler.sweeps[sweep]?.census.pending == 1)
    #expect(bench.core.scheduler.tasks[lease.task]?.breaks == 1)
    guard case .warn(let what)? = bench.core.takeActions().first else {
      Issue.record("nobody is told")
      return
    }
    #expect(what.contains("not a finite number"))
  }

  @Test func `a result of an attempt that its sender never had is told and dropped`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    let stranger = try bench.join(2, key: "other")
    let lease = try #require(bench.dispatch(to: worker).first)
    let finished = bench.finished(lease)
    let verdict = bench.report(stranger) { $0.finished = [finished] }
    #expect(verdict == .decided && bench.written().isEmpty)
    #expect(bench.core.takeActions() == [.reportMadeUpClaim(stranger, lease.task, attempt: 1)])
    #expect(bench.core.scheduler.tasks[lease.task]?.status == .running)
  }

  @Test func `what a worker of the same key may have left waits until the holder's lease runs out`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let holder = try bench.join(1)
    let heir = try bench.join(2)
    let lease = try #require(bench.dispatch(to: holder).first)
    let finished = bench.finished(lease)
    let verdict = bench.report(heir) { $0.finished = [finished] }
    #expect(verdict == .postponed && bench.written().isEmpty)
    let half = bench.core.scheduler.configuration.leaseSeconds / 2
    #expect(bench.core.postponed.takeDue(now: 10 + half - 0.1) == [])
    #expect(bench.core.postponed.takeDue(now: 10 + half) == [heir.session])
  }

  @Test func `streamed values that wait hold back their result, in this report and the next`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let holder = try bench.join(1)
    let heir = try bench.join(2)
    let lease = try #require(bench.dispatch(to: holder).first)
    let rows = bench.assignment(of: lease).streamed(steps: [1], values: [0.5])
    let finished = bench.finished(lease)
    let streamed = bench.report(heir) { $0.metrics = [rows] }
    bench.core.scheduler.workerLeft(holder.session, reason: "gone", now: 0)
    let later = bench.report(heir) { $0.finished = [finished] }
    #expect(streamed == .postponed && later == .postponed)
    #expect(results(bench.written()).isEmpty)
  }

  @Test func `an interruption is written with its seconds, and blames nobody`() throws {
    var bench = CoreBench()
    let sweep = try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    let lease = try #require(bench.dispatch(to: worker).first)
    bench.pass(5)
    let ended = bench.ended(lease, .handedBack, seconds: 4)
    _ = bench.report(worker) { $0.ended = [ended] }
    let attempt = try #require(attempts(bench.written()).first)
    #expect(attempt.outcome == .handedBack && attempt.seconds == 4)
    #expect(attempt.startedAt == CoreBench.epoch + 11)
    #expect(bench.core.scheduler.sweeps[sweep]?.census.pending == 1)
    #expect(bench.core.scheduler.tasks[lease.task]?.breaks == 0)
    #expect(bench.core.takeActions() == [])
  }

  @Test func `an attempt that gets no further than its checkpoint drops it and is excused, once`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    let lease = try #require(bench.dispatch(to: worker).first)
    let digest = Digest(of: [1, 2, 3])
    _ = bench.core.checkpoints.save(CheckpointRecord(step: 7, digest: digest, size: 3), of: lease.task)
    bench.core.resumptions.add(lease.task, attempt: lease.attempt, step: 7)
    let ended = bench.ended(lease, .crashed)
    _ = bench.report(worker) { $0.ended = [ended] }
    #expect(bench.written().obsolete == [digest])
    #expect(bench.core.checkpoints[lease.task] == nil)
    #expect(bench.core.scheduler.tasks[lease.task]?.breaks == 0)
    let next = try #require(bench.dispatch(to: worker).first)
    let again = bench.ended(next, .crashed)
    _ = bench.report(worker) { $0.ended = [again] }
    #expect(bench.core.scheduler.tasks[lease.task]?.breaks == 1)
  }

  @Test func `a checkpoint is taken from the holder alone, and not while the disk is full`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    let stranger = try bench.join(2, key: "other")
    let lease = try #require(bench.dispatch(to: worker).first)
    let task = bench.assignment(of: lease).task
    let part = WireCheckpointPart.with {
      $0.task = task
      $0.attempt = UInt32(lease.attempt)
      $0.step = 5
      $0.size = 3
      $0.content = Data([1, 2, 3])
    }
    _ = bench.report(stranger) { $0.checkpoints = [part] }
    _ = bench.report(worker, takesCheckpoints: false) { $0.checkpoints = [part] }
    #expect(bench.core.checkpoints[lease.task] == nil && bench.written().isEmpty)
    _ = bench.report(worker) { $0.checkpoints = [part] }
    #expect(bench.core.checkpoints[lease.task]?.step == 5)
    #expect(bench.written().arrivals.count == 2)
  }

  @Test func `pieces alone are not acknowledged`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    #expect(bench.report(worker) { $0.sequence = 0 } == .pieces)
  }

  @Test func `a session that had no task leaves nothing`() throws {
    var bench = CoreBench()
    let worker = try bench.join(1)
    let known = bench.core.forget(worker.session)
    #expect(known && bench.written().isEmpty && bench.core.registry.row(of: worker.session.worker) == nil)
  }

  @Test func `a session that is over leaves its row and nothing that waits`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let worker = try bench.join(1)
    bench.core.mention(worker.session.worker)
    #expect(bench.written().records.count == 1)
    let known = bench.core.forget(worker.session)
    let batch = bench.written()
    #expect(known && batch.records.count == 1 && bench.core.workers.isEmpty)
    let again = bench.core.forget(worker.session)
    #expect(!again && bench.written().isEmpty)
  }
}
