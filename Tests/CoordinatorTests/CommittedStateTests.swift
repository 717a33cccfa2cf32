import Scheduling
import SweepModel
import Testing

@testable import Coordinator

/// Clients are told nothing that a restart then denies, however late, rarely or not at all the disk writes.
@Suite(.timeLimit(.minutes(5)))
struct CommittedStateTests {
  @Test func `what clients were told is what the journal holds, over lagging, failing and cut off commits`()
    throws
  {
    var rounds = 0
    for seed in 0..<10 {
      var history = try LaggingHistory(seed: seed)
      for event in 0..<300 {
        try history.step()
        let untrue = try history.untrueStatements()
        guard untrue.isEmpty else {
          Issue.record("seed \(seed), event \(event): \(untrue)")
          return
        }
      }
      // A history that wrote nothing would show nothing.
      #expect(history.commits > 1 && history.restarts > 0, "\(history.commits), \(history.restarts)")
      rounds += history.rounds
    }
    #expect(rounds > 0, "\(rounds) rounds of refinement in all histories")
  }

  @Test func `a change shows when the batch that it rests on is on disk, and not before`() {
    var state = CommittedState()
    var census = Census()
    census.pending = 2
    func sweep() -> CommittedState.Sweep { .init(census: census, state: .active, priority: 0) }
    let number = SweepNumber(1)
    state.stage(.init(sweeps: [number: sweep()]), behind: 0)
    #expect(state.becameDurable(upTo: 0) == [])
    #expect(state.sweeps[number]?.census.pending == 2)
    let version = state.version
    census.pending = 1
    census.done = 1
    state.stage(.init(sweeps: [number: sweep()]), behind: 1)
    census.pending = 0
    census.done = 2
    state.stage(.init(sweeps: [number: sweep()]), behind: 2)
    #expect(state.becameDurable(upTo: 0) == [] && state.version == version)
    #expect(state.becameDurable(upTo: 1) == [] && state.version > version)
    #expect(state.sweeps[number]?.census.done == 1)
    #expect(state.becameDurable(upTo: 2) == [number])
    #expect(state.becameDurable(upTo: 3) == [], "a sweep finishes once")
  }

  @Test func `a sweep that ended and goes on within one commit does not count as finished`() {
    var state = CommittedState()
    let number = SweepNumber(1)
    var ended = Census()
    ended.done = 1
    var grown = ended
    grown.pending = 1
    state.stage(
      .init(sweeps: [number: .init(census: ended, state: .active, priority: 0)]), behind: 1)
    state.stage(
      .init(sweeps: [number: .init(census: grown, state: .active, priority: 0)]), behind: 2)
    #expect(state.becameDurable(upTo: 2) == [])
  }
}
