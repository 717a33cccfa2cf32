package import SweepModel

extension Scheduler {
  /// Forgets a sweep, none of whose tasks runs. Tasks that other sweeps plan stay with those.
  ///
  /// - Returns: the tasks that no sweep plans any more.
  package mutating func sweepDeleted(_ number: SweepNumber) -> [TaskNumber] {
    guard let sweep = sweeps[number], sweep.census.running == 0 else { return [] }
    var places: [SweepNumber: [TaskNumber: Int]] = [:]
    var gone: [TaskNumber] = []
    for task in sweep.tasks {
      let isGone = tasks.leave(task, number) { heir in
        let known =
          places[heir]
          ?? Dictionary(
            (sweeps[heir]?.tasks ?? []).enumerated().map { ($0.element, $0.offset) }
          ) { first, _ in first }
        places[heir] = known
        return known[task] ?? 0
      }
      guard isGone else { continue }
      gone.append(task)
      brokenOn[task] = nil
      leases.former.forget(task)
    }
    sweeps[number] = nil
    shares.forget(number)
    order.removeAll { $0 == number }
    changed.remove(number)
    return gone
  }
}
