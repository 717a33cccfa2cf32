internal import Spec
package import SweepModel

/// What a sweep has cost of its budget, and what more it buys.
package struct Spending: Sendable, Hashable {
  /// Core-seconds that the sweep may cost.
  package let budget: Double
  /// Core-seconds of its finished tasks, those that an earlier sweep had run among them.
  package let spent: Double

  package init(_ budget: Double, _ tasks: [TaskRecord], threads: Int) {
    self.budget = budget
    spent = tasks.reduce(0) { $0 + ($1.status == .done ? ($1.seconds ?? 0) : 0) } * Double(threads)
    self.threads = Double(threads)
  }

  private let threads: Double

  /// What is left, in core-seconds.
  package var left: Double { max(0, budget - spent) }

  /// What of the additions is bought, in their order: those of the questions that are the least certain, for as long as
  /// what their tasks are expected to cost is left. Of a group that costs more than that, as much is bought as it pays for.
  ///
  /// A task is expected to take what those of its point took, else those of its series, else all.
  ///
  /// - Parameter inPairs: whether all additions of a group need the same replicates; otherwise each is cut by itself, and a
  ///   new point is bought with all of its replicates or not at all.
  func bought(
    of additions: [SweepRefinement.Addition], _ tasks: [TaskRecord], _ grid: RefinementGrid, inPairs: Bool
  ) -> [SweepRefinement.Addition] {
    guard left > 0 else { return [] }
    let prices = Prices(tasks, grid, threads: threads)
    var groups: [Int: [Int]] = [:]
    for (index, addition) in additions.enumerated() { groups[addition.group, default: []].append(index) }
    let urgencies = groups.mapValues { $0.reduce(0) { max($0, additions[$1].urgency) } }
    let order = groups.keys.sorted { one, other in
      let (first, second) = (urgencies[one] ?? 0, urgencies[other] ?? 0)
      return first == second ? one < other : first > second
    }
    var ends = additions.map(\.replicates.lowerBound)
    var rest = left
    for group in order {
      let members = groups[group] ?? []
      for part in inPairs ? [members] : members.map({ [$0] }) {
        let isWhole = !inPairs && part.allSatisfy { additions[$0].replicates.lowerBound == 0 }
        let (end, cost) = prices.reach(part.map { additions[$0] }, with: rest, isWhole: isWhole)
        rest -= cost
        for index in part {
          let replicates = additions[index].replicates
          ends[index] = min(replicates.upperBound, max(replicates.lowerBound, end))
        }
      }
    }
    return zip(additions, ends).compactMap { addition, end in
      guard end > addition.replicates.lowerBound else { return nil }
      var cut = addition
      cut.replicates = addition.replicates.lowerBound..<end
      return cut
    }
  }
}

/// What a task of a place is expected to take, by those that are done.
private struct Prices {
  private var known: [[Int]: (sum: Double, count: Double)] = [:]
  private let threads: Double

  init(_ tasks: [TaskRecord], _ grid: RefinementGrid, threads: Double) {
    self.threads = threads
    for task in tasks where task.status == .done {
      guard let seconds = task.seconds, let place = grid.place(of: task.parameters) else { continue }
      for key in [[place.series, place.index], [place.series], []] {
        let before = known[key] ?? (0, 0)
        known[key] = (before.sum + seconds, before.count + 1)
      }
    }
  }

  /// Core-seconds; 0 where nothing tells.
  private func price(_ addition: SweepRefinement.Addition) -> Double {
    let found = known[[addition.series, addition.index]] ?? known[[addition.series]] ?? known[[]]
    return found.map { $0.sum / $0.count * threads } ?? 0
  }

  /// Up to which replicate all of the additions can be paid for, and what that costs.
  func reach(
    _ additions: [SweepRefinement.Addition], with rest: Double, isWhole: Bool
  ) -> (end: Int, cost: Double) {
    let priced = additions.map { (replicates: $0.replicates, price: price($0)) }
    func cost(_ end: Int) -> Double {
      priced.reduce(0) {
        $0 + $1.price * Double(max(0, min($1.replicates.upperBound, end) - $1.replicates.lowerBound))
      }
    }
    var low = priced.map(\.replicates.lowerBound).min() ?? 0
    var high = priced.map(\.replicates.upperBound).max() ?? 0
    if cost(high) <= rest { return (high, cost(high)) }
    if isWhole { return (low, 0) }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if cost(middle) <= rest { low = middle } else { high = middle }
    }
    return (low, cost(low))
  }
}
