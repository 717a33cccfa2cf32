internal import Journal
internal import Messages
internal import Scheduling
internal import Spec
internal import SweepModel

extension CoordinatorCore {
  /// A sweep that is there was submitted again, which asks for it again: a cancelled one is active again, and what is
  /// not part of its identity is taken over where it can be.
  ///
  /// - Returns: what became of it, a sentence each.
  mutating func submitAgain(_ number: SweepNumber, _ sweep: Sweep) -> [String] {
    guard let live = sweeps[number], let before = scheduler.sweeps[number] else { return [] }
    var notes: [String] = []
    if before.state == .cancelled {
      batch.records.append(.sweepStateChanged(number, .active))
      let count = scheduler.sweepReactivated(number)
      refinementIsDue(number)
      notes.append("it was cancelled and is wanted again: \(Plural.of(count, "task")) will run again")
    }
    if sweep.priority != before.priority {
      batch.records.append(.sweepPriorityChanged(number, sweep.priority))
      scheduler.sweepPriorityChanged(number, to: sweep.priority)
      notes.append("its priority is \(sweep.priority) now; it was \(before.priority)")
    }
    if sweep.limits != live.limits || sweep.resources != live.resources {
      notes.append(
        "its limits and resources stay as they were submitted first; with another name the spec is a sweep of its own, "
          + "which takes the new ones and shares the results")
    }
    if condition(of: number) == .paused {
      notes.append("it is paused; `percolate resume \(live.id)` goes on with it")
    }
    let failed = scheduler.sweeps[number]?.census.failed ?? 0
    if failed > 0 {
      notes.append(
        "\(Plural.of(failed, "task")) of it failed; `percolate retry \(live.id)` runs \(failed == 1 ? "it" : "them") "
          + "again")
    }
    return notes
  }
}
