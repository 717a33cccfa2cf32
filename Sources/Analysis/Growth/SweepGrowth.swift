package import Spec
package import SweepModel

/// What a sweep that grows by itself has found, and what it adds next: the answer to the question of its spec.
package struct SweepGrowth: Sendable {
  package enum Question: Sendable {
    /// Where a metric crosses a level.
    case crossings(SweepRefinement)
    /// Whether it is larger at one value than at another.
    case comparisons(SweepComparison)
  }

  package private(set) var question: Question
  /// What of the budget is spent; nil without one.
  package let spending: Spending?

  /// - Returns: nil for a grid.
  package init?(_ sweep: Sweep, tasks: [TaskRecord]) {
    if let state = SweepRefinement(sweep, tasks: tasks) {
      question = .crossings(state)
    } else if let state = SweepComparison(sweep, tasks: tasks) {
      question = .comparisons(state)
    } else {
      return nil
    }
    guard let budget = sweep.budget, let grid = sweep.grid else {
      spending = nil
      return
    }
    let spending = Spending(budget, tasks, threads: sweep.resources.threads)
    self.spending = spending
    guard !isWaiting, !additions.isEmpty else { return }
    switch question {
    case .crossings(var state):
      state.keep(spending.bought(of: state.additions, tasks, grid, inPairs: false))
      question = .crossings(state)
    case .comparisons(var state):
      state.keep(spending.bought(of: state.additions, tasks, grid, inPairs: true))
      question = .comparisons(state)
    }
  }

  /// One task to add.
  package struct Placement: Sendable, Hashable {
    /// The series' number in the sweep's ``RefinementGrid``.
    package var series: Int
    /// The point's index on its axis.
    package var index: Int
    package var replicate: Int
    package var reason: String
  }

  /// What ``additions`` come to, in the order in which they are to run: of a comparison all tasks of one replicate after
  /// another, both members of a pair beside each other, so that whatever has run so far are pairs.
  package var placements: [Placement] {
    func placement(_ addition: SweepRefinement.Addition, _ replicate: Int) -> Placement {
      Placement(series: addition.series, index: addition.index, replicate: replicate, reason: addition.reason)
    }
    guard case .comparisons = question else {
      return additions.flatMap { addition in addition.replicates.map { placement(addition, $0) } }
    }
    let groups = Dictionary(grouping: additions, by: \.group)
    return groups.keys.sorted().flatMap { number -> [Placement] in
      let group = groups[number] ?? []
      let first = group.map(\.replicates.lowerBound).min() ?? 0
      let last = group.map(\.replicates.upperBound).max() ?? 0
      return (first..<max(first, last)).flatMap { replicate in
        group.filter { $0.replicates.contains(replicate) }.map { placement($0, replicate) }
      }
    }
  }

  /// Empty while tasks are unfinished, and when nothing is left to add.
  package var additions: [SweepRefinement.Addition] {
    switch question {
    case .crossings(let state): state.additions
    case .comparisons(let state): state.additions
    }
  }

  /// Whether some task has not ended.
  package var isWaiting: Bool {
    switch question {
    case .crossings(let state): state.isWaiting
    case .comparisons(let state): state.isWaiting
    }
  }

  /// Everything is as well known as it will be.
  package var isSettled: Bool { !isWaiting && additions.isEmpty }

  /// How much is known.
  package var tally: RefinementTally {
    switch question {
    case .crossings(let state): RefinementTally(state.series.map(\.result.verdict))
    case .comparisons(let state):
      RefinementTally(state.lines.map(\.result.verdict), question: .comparison)
    }
  }

  package var crossings: SweepRefinement? {
    if case .crossings(let state) = question { state } else { nil }
  }

  package var comparisons: SweepComparison? {
    if case .comparisons(let state) = question { state } else { nil }
  }
}
