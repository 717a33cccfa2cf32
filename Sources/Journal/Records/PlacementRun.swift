/// Why some tasks of a refined sweep were planned: tasks in a row, added together for one reason.
package struct PlacementRun: Sendable, Hashable {
  /// The first task's ordinal.
  package var ordinal: Int
  /// Tasks, at least one.
  package var count: Int
  /// 0 for what the sweep started with.
  package var round: Int
  /// A sentence.
  package var reason: String

  package init(ordinal: Int, count: Int, round: Int, reason: String) {
    self.ordinal = ordinal
    self.count = count
    self.round = round
    self.reason = reason
  }

  /// Reasons of tasks in a row, from an ordinal on, with equal neighbours taken together.
  package static func runs(of reasons: some Sequence<String>, from first: Int, round: Int) -> [PlacementRun] {
    var runs: [PlacementRun] = []
    for (offset, reason) in reasons.enumerated() {
      if let last = runs.last, last.reason == reason {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(PlacementRun(ordinal: first + offset, count: 1, round: round, reason: reason))
      }
    }
    return runs
  }
}
