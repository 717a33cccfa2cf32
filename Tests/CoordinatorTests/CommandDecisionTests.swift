import Experiments
import Journal
import Messages
import Results
import Scheduling
import Spec
import SweepModel
import Testing

@testable import Coordinator

/// What commands change and answer, from values alone.
@Suite struct CommandDecisionTests {
  private func states(_ batch: JournalThread.Batch) -> [SweepState] {
    batch.records.compactMap { if case .sweepStateChanged(_, let state) = $0 { state } else { nil } }
  }

  @Test func `pause and resume are written once, and say what is so`() throws {
    var bench = CoreBench()
    let sweep = try bench.submit(CoreBench.spec("grid", count: 3))
    let first = try bench.core.carryOut(.pause, on: ["grid"], .nothing)
    let second = try bench.core.carryOut(.pause, on: ["grid"], .nothing)
    #expect(first.changed == 1 && second.changed == 0)
    #expect(second.targets.map(\.isChanged) == [false])
    #expect(states(bench.written()) == [.paused])
    #expect(bench.core.condition(of: sweep) == .paused)
    let third = try bench.core.carryOut(.resume, on: ["last", "grid"], .nothing)
    #expect(third.changed == 1 && third.targets.count == 1)
    #expect(states(bench.written()) == [.active])
  }

  @Test func `a command with one name that means nothing changes nothing`() throws {
    var bench = CoreBench()
    let sweep = try bench.submit(CoreBench.spec("grid", count: 3))
    #expect(throws: SelectionError.self) {
      try bench.core.carryOut(.cancel, on: ["grid", "gird"], .nothing)
    }
    #expect(bench.written().isEmpty && bench.core.condition(of: sweep) == .active)
  }

  @Test func `cancelling a sweep keeps what another one wants, and is undone by a retry`() throws {
    var bench = CoreBench()
    let small = try bench.submit(CoreBench.spec("small", count: 2))
    let large = try bench.submit(CoreBench.spec("large", count: 5))
    let cancelled = try bench.core.carryOut(.cancel, on: ["large"], .nothing, reason: "too\u{1b} long")
    #expect(cancelled.changed == 3)
    #expect(bench.core.scheduler.sweeps[large]?.census.cancelled == 3)
    #expect(bench.core.scheduler.sweeps[small]?.census.pending == 2)
    let again = try bench.core.carryOut(.cancel, on: ["large"], .nothing)
    #expect(again.changed == 0 && states(bench.written()) == [.cancelled])
    let retried = try bench.core.carryOut(.retry, on: ["large"], .nothing)
    #expect(retried.changed == 3 && bench.core.condition(of: large) == .active)
    #expect(states(bench.written()) == [.active])
  }

  @Test func `a task is named by what the disk found, for the verbs that take tasks`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 2))
    let findings = CommandFindings.tasks(["abcdef": [TaskNumber(1)], "ab": [TaskNumber(1), TaskNumber(2)]])
    let cancelled = try bench.core.carryOut(.cancel, on: ["abcdef"], findings)
    #expect(cancelled.changed == 1 && cancelled.targets.map(\.kind) == ["task"])
    #expect(throws: SelectionError.self) { try bench.core.carryOut(.cancel, on: ["ab"], findings) }
    #expect(throws: SelectionError.self) { try bench.core.carryOut(.pause, on: ["abcdef"], findings) }
    #expect(bench.core.needs(of: .cancel, ["grid", "abcdef"]) == .tasks(["abcdef"]))
    #expect(bench.core.needs(of: .cancel, ["grid"]) == .nothing)
  }

  @Test func `a sweep becomes active in one batch with what it wants of others' tasks`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("small", count: 3))
    _ = try bench.core.carryOut(.cancel, on: ["small"], .nothing)
    for action in bench.core.scheduler.takeActions() { bench.core.record(action, wall: 0) }
    _ = bench.written()
    let source = CoreBench.spec("large", count: 5)
    let sweep = try SpecParser.parse([UInt8](source.utf8), file: "spec", catalog: .builtIn)
    var added = SubmissionOutcome.Added(
      number: SweepNumber(2),
      header: SweepHeader(
        id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
        resolved: sweep.resolvedJSON, source: source, submittedAt: 0, planned: sweep.taskCount),
      sweep: sweep, planned: [], ids: [], levels: SubmissionLevels())
    sweep.forEachTask { task in
      let number = bench.core.index[task.id] ?? TaskNumber(100 + task.ordinal)
      added.ids.append((task.id, number))
      added.planned.append(.init(task: number, status: number.value < 100 ? .cancelled : .pending))
    }
    bench.core.submit(added)
    for action in bench.core.scheduler.takeActions() { bench.core.record(action, wall: 0) }
    let records = bench.written().records
    #expect(
      records.contains { if case .sweepSubmitted(SweepNumber(2)) = $0 { true } else { false } })
    #expect(
      records.count { if case .taskStateChanged(_, .pending, _, _, _) = $0 { true } else { false } } == 3)
    #expect(bench.core.scheduler.sweeps[SweepNumber(2)]?.census.pending == 5)
    #expect(bench.core.sweeps[SweepNumber(2)]?.header.source.isEmpty == true, "the journal has it")
  }

  @Test func `a cancelled refined sweep grows no more, and may grow again after a retry`() throws {
    var bench = CoreBench()
    let sweep = try bench.submit(CoreBench.spec("step", count: 64, refined: true))
    #expect(bench.core.refinementStatus(of: sweep)?.isSettled == false)
    _ = try bench.core.carryOut(.cancel, on: ["step"], .nothing)
    #expect(bench.core.refinementStatus(of: sweep)?.isSettled == true)
    #expect(bench.core.takeChanges().sweeps[sweep]?.refinement?.isSettled == true)
    _ = try bench.core.carryOut(.retry, on: ["step"], .nothing)
    #expect(bench.core.takeChanges().sweeps[sweep]?.refinement?.isSettled == false)
  }

  @Test func `submitted again, a cancelled sweep is wanted again`() throws {
    var bench = CoreBench()
    let number = try bench.submit(CoreBench.spec("step", count: 64, refined: true))
    let sweep = try #require(bench.core.sweeps[number]?.refinement?.sweep)
    #expect(bench.core.submitAgain(number, sweep) == [])
    _ = try bench.core.carryOut(.cancel, on: ["step"], .nothing)
    _ = bench.written()
    let notes = bench.core.submitAgain(number, sweep)
    #expect(notes.count == 1 && notes[0].contains("wanted again"))
    #expect(states(bench.written()) == [.active])
  }

  // MARK: Workers that are asked to leave

  @Test func `workers are asked to leave once, by id, by host or all of them`() throws {
    var bench = CoreBench()
    let first = try bench.join(1, host: "alpha")
    let second = try bench.join(2, host: "beta")
    let one = try bench.core.drain(["alpha", "\(first.session.worker)"])
    #expect(one.changed == 1 && one.targets.map(\.name) == ["alpha"])
    #expect(bench.core.takeActions() == [.askToLeave(first)])
    let all = try bench.core.drain(["all"])
    #expect(all.changed == 1 && all.targets.map(\.isChanged) == [false, true])
    #expect(bench.core.takeActions() == [.askToLeave(second)])
    let isEveryoneLeaving = bench.core.scheduler.workers.values.allSatisfy { $0.isDraining }
    #expect(isEveryoneLeaving)
  }

  @Test func `a word that means no worker or several asks nobody`() throws {
    var bench = CoreBench()
    _ = try bench.join(0x11)
    _ = try bench.join(0x12)
    #expect(throws: SelectionError.self) { try bench.core.drain(["node", "nodes"]) }
    #expect(throws: SelectionError.self) { try bench.core.drain(["1"]) }
    #expect(throws: SelectionError.self) { try bench.core.drain([""]) }
    #expect(bench.core.takeActions() == [])
    #expect(try bench.core.drain(["11"]).changed == 1)
  }
}
