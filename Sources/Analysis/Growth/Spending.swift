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

  /// The groups of additions that are bought: those of the questions that are the least certain, for as long as what
  /// their tasks are expected to cost is left.
  ///
  /// A task is expected to take what those of its point took, else those of its series, else all.
  func bought(
    of additions: [SweepRefinement.Addition], _ tasks: [TaskRecord], _ grid: RefinementGrid
  ) -> Set<Int> {
    var points: [[Int]: (sum: Double, count: Double)] = [:]
    func learn(_ key: [Int], _ seconds: Double) {
      let known = points[key] ?? (0, 0)
      points[key] = (known.sum + seconds, known.count + 1)
    }
    for task in tasks where task.status == .done {
      guard let seconds = task.seconds, let place = grid.place(of: task.parameters) else { continue }
      learn([place.series, place.index], seconds)
      learn([place.series], seconds)
      learn([], seconds)
    }
    func seconds(_ addition: SweepRefinement.Addition) -> Double {
      let found = points[[addition.series, addition.index]] ?? points[[addition.series]] ?? points[[]]
      return found.map { $0.sum / $0.count * threads } ?? 0
    }
    var groups: [Int: (urgency: Double, cost: Double)] = [:]
    for addition in additions {
      var group = groups[addition.group] ?? (0, 0)
      group.cost += seconds(addition) * Double(addition.replicates.count)
      group.urgency = max(group.urgency, addition.urgency)
      groups[addition.group] = group
    }
    let order = groups.sorted {
      $0.value.urgency == $1.value.urgency ? $0.key < $1.key : $0.value.urgency > $1.value.urgency
    }
    var bought: Set<Int> = []
    var rest = left
    for (group, value) in order where value.cost <= rest {
      bought.insert(group)
      rest -= value.cost
    }
    return bought
  }
}
