internal import SweepModel

/// Points that an experiment refuses, gathered under the smallest condition that covers them: one mistake in a
/// spec is one message, however many points it spoils.
struct PointProblems {
  /// All running points with some values are refused.
  struct Group {
    /// What the points share, by slot; empty where all points are refused.
    var cells: [(slot: Int, cells: [Int])]
    /// How many points.
    var count: Int
    /// What the experiment says about the first of them.
    var error: InvalidParameters
    /// The first of them.
    var example: ExpansionPlan.Point
  }

  /// More say nothing that the first did not.
  static let groupLimit = 3
  /// Validations that looking for conditions may take: then single points are named.
  private static let patience = 20_000
  /// Values that a condition may need: with more it tells less than the point itself.
  private static let mostTerms = 3

  private let plan: ExpansionPlan
  private let choices: ExpansionPlan.Choices
  private let telling: Set<Int>
  private let refusal: (borrowing ExpansionPlan.Point) -> InvalidParameters?
  private var spent = 0

  private(set) var groups: [Group] = []
  /// Refused points that the groups do not cover.
  private(set) var uncovered = 0

  /// - Parameters:
  ///   - slots: that refusals may depend on, besides those of conditions.
  ///   - failing: refused points, each with how many it stands for.
  ///   - total: how many points are refused.
  ///   - refusal: what the experiment says against a point; nil where it runs.
  init(
    _ plan: ExpansionPlan, telling slots: Set<Int>, failing: [(point: ExpansionPlan.Point, count: Int)],
    total: Int, refusal: @escaping (borrowing ExpansionPlan.Point) -> InvalidParameters?
  ) {
    self.plan = plan
    choices = plan.choices(telling: slots)
    let tests = plan.exclusions + plan.blocks.map(\.test)
    telling = slots.union(tests.flatMap(\.terms).map(\.slot))
    self.refusal = refusal
    uncovered = total
    var open = failing
    while let (point, count) = open.first, let error = refusal(point) {
      if groups.count == PointProblems.groupLimit { break }
      let group = condition(of: point, error, alone: count)
      let merged = merge(group)
      if !merged { groups.append(group) }
      let before = open.count
      open.removeAll { PointProblems.covers(group, $0.0) }
      // What covers not even itself would be looked at for ever.
      if open.count == before { open.removeFirst() }
    }
    let covered = failing.filter { point in groups.contains { PointProblems.covers($0, point.point) } }
    uncovered = max(0, total - covered.reduce(0) { $0 + $1.count })
  }

  static func covers(_ group: Group, _ point: borrowing ExpansionPlan.Point) -> Bool {
    for (slot, cells) in group.cells where !cells.contains(point.cells[slot]) { return false }
    return true
  }

  /// The fewest values of a refused point that no running point shares.
  private mutating func condition(
    of point: ExpansionPlan.Point, _ error: InvalidParameters, alone count: Int
  ) -> Group {
    // The parameter that the experiment names is the likeliest culprit.
    let named = plan.names.firstIndex(of: error.parameter)
    let axes = point.axes.filter(telling.contains).sorted {
      ($0 == named ? 0 : 1, $0) < ($1 == named ? 0 : 1, $1)
    }
    for size in 0...min(PointProblems.mostTerms, axes.count) {
      for slots in PointProblems.subsets(of: axes, size: size) {
        guard spent < PointProblems.patience else { break }
        if let covered = refusedCount(sharing: slots, with: point) {
          let inOrder = point.axes.filter(slots.contains)
          return Group(
            cells: inOrder.map { ($0, [point.cells[$0]]) }, count: covered, error: error, example: point)
        }
      }
    }
    return Group(
      cells: point.axes.map { ($0, [point.cells[$0]]) }, count: count, error: error, example: point)
  }

  /// How many points share some cells with a refused one, where all of them are refused; else nil.
  private mutating func refusedCount(sharing slots: [Int], with point: ExpansionPlan.Point) -> Int? {
    let test = ExpansionPlan.Test(terms: slots.map { ($0, [point.cells[$0]]) })
    var (covered, runs) = (0, false)
    var visits = 0
    plan.walk(plan.narrowed(choices, to: test)) { (other, count) in
      guard plan.holds(test, other), plan.exclusion(of: other) == nil else { return true }
      visits += 1
      runs = refusal(other) == nil || visits > PointProblems.patience
      covered += count
      return !runs
    }
    spent += visits
    return runs ? nil : covered
  }

  /// Joins a group to an earlier one that differs in the values of one parameter.
  private mutating func merge(_ group: Group) -> Bool {
    for index in groups.indices where groups[index].error.parameter == group.error.parameter {
      let (mine, theirs) = (groups[index].cells, group.cells)
      guard mine.map(\.slot) == theirs.map(\.slot) else { continue }
      let different = mine.indices.filter { mine[$0].cells != theirs[$0].cells }
      guard different.count == 1, let place = different.first else { continue }
      groups[index].cells[place].cells += theirs[place].cells
      groups[index].count += group.count
      return true
    }
    return false
  }

  private static func subsets(of slots: [Int], size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    var found: [[Int]] = []
    for (index, slot) in slots.enumerated() where slots.count - index >= size {
      for rest in subsets(of: Array(slots[(index + 1)...]), size: size - 1) { found.append([slot] + rest) }
    }
    return found
  }
}
