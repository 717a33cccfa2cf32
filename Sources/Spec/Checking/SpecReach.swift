internal import SweepModel

/// Which conditions of a spec can ever hold.
///
/// What never holds is a mistake where it stands. Laid over by a profile or `--set`, the same condition may have
/// lost its points on purpose: what held in the plain spec is then only said.
struct SpecReach {
  private let plan: ExpansionPlan
  private let schema: ExperimentSchema
  /// Conditions, and values in them, that hold at no point.
  private(set) var misses: [SpecProblem] = []

  private let index: CellIndex
  /// Walks that may still be made: each looks at all conditions, and a hostile spec has many of both.
  private var patience: Int

  /// Values that a message lists.
  private static let shownValues = 12

  /// - Parameter root: the spec that the content was read from.
  init(_ content: SweepContent, _ plan: ExpansionPlan, _ root: SpecNode, _ schema: ExperimentSchema) {
    self.plan = plan
    self.schema = schema
    index = CellIndex(plan.cells, slots: Set(plan.names.indices))
    let cells = (plan.exclusions + plan.blocks.map(\.test)).flatMap(\.terms).reduce(0) { $0 + $1.cells.count }
    patience = max(50, 2_000_000 / (1000 + cells))
    exclusions(content, root)
    conditionals(root)
    figures(content, root)
  }

  private mutating func exclusions(_ content: SweepContent, _ root: SpecNode) {
    for (index, item) in Self.list(root["exclude"]).enumerated()
    where content.exclusions.indices.contains(index) {
      values(of: content.exclusions[index].condition, item, "`exclude`", running: false)
    }
  }

  private mutating func conditionals(_ root: SpecNode) {
    guard !plan.blocks.isEmpty else { return }
    // One walk for all of them; conditions too many to walk through are taken to hold.
    var open = Set(plan.blocks.indices)
    var visited = 0
    plan.walk(plan.choices(telling: [])) { (point, _) in
      visited += 1
      open.subtract(point.blocks)
      return !open.isEmpty && visited < 20_000
    }
    guard visited < 20_000 else { return }
    for (index, item) in Self.list(root["when"]).enumerated() where open.contains(index) {
      let place = item["if"] ?? item
      miss(
        place.mark, "a `when` that holds at no point",
        "a condition on values that the axes take" + Self.choices(place, plan, schema))
    }
  }

  private mutating func figures(_ content: SweepContent, _ root: SpecNode) {
    for item in Self.list(root["curves"]) {
      guard let name = item["name"]?.plainText else { continue }
      let curve = (content.curves + content.pictures).first { $0.name == name }
      let condition = curve?.selection
      if let condition, let node = item["where"], !condition.isEmpty {
        let before = misses.count
        values(of: condition, node, "`where`", running: true)
        if misses.count == before, !reaches(condition, running: true) {
          miss(
            node.mark, "a `where` that no task meets, though each value of it occurs",
            "values that occur together in a point that is not excluded")
        }
      }
      let nodes = Self.list(item["markers"])
      guard let panel = item["panel"]?.plainText, schema[panel] != nil,
        case .trajectory(let trajectory)? = curve?.kind, trajectory.markers.count == nodes.count
      else { continue }
      for (marker, node) in zip(trajectory.markers, nodes) {
        guard let place = node["panel"] else { continue }
        values(of: [panel: marker.panels], node, "a marker's `panel`", running: true, onlyIn: place)
      }
    }
  }

  /// Adds every value of a condition that its parameter never has.
  private mutating func values(
    of condition: Condition, _ node: SpecNode, _ what: String, running: Bool, onlyIn place: SpecNode? = nil
  ) {
    for (name, values) in condition.sorted(by: { $0.key < $1.key }) {
      for value in values where !reaches([name: [value]], running: running) {
        let mark = Self.mark(of: value, place ?? node[name] ?? node)
        miss(
          mark, "`\(value)` for `\(name)` in \(what), a value that \(running ? "no task" : "no point") has",
          Self.taken(name, plan))
      }
    }
  }

  /// Whether some point has one of the values of each parameter.
  private mutating func reaches(_ condition: Condition, running: Bool) -> Bool {
    var terms: [(slot: Int, cells: Set<Int>)] = []
    for (name, values) in condition {
      // A parameter that another one stands in for is at no point.
      guard let slot = plan.names.firstIndex(of: name) else { return false }
      let cells = Set(values.flatMap { index.cells(of: $0, slot: slot) })
      if cells.isEmpty { return false }
      terms.append((slot, cells))
    }
    // Every value of an axis is at some point, though perhaps at excluded ones alone.
    if let term = terms.first, terms.count == 1, !running || plan.exclusions.isEmpty,
      plan.axisSlots.contains(term.slot), term.cells.contains(where: { $0 >= plan.names.count })
    {
      return true
    }
    guard patience > 0 else { return true }
    patience -= 1
    return plan.reaches(ExpansionPlan.Test(terms: terms), running: running)
  }

  private mutating func miss(_ mark: SpecMark, _ found: String, _ expected: String) {
    misses.append(SpecProblem(mark, found, expected: expected))
  }

  /// The values that a parameter has: "0.1, 0.3 or 0.5".
  private static func taken(_ name: String, _ plan: ExpansionPlan) -> String {
    guard let slot = plan.names.firstIndex(of: name) else {
      return "`\(name)` in `parameters` or `axes`, without which no task has it"
    }
    let isAxis = plan.axisSlots.contains(slot)
    let runs = plan.cells.runs.filter { $0.slot == slot && (!isAxis || $0.first >= plan.names.count) }
    let shown = runs.flatMap { $0.values.prefix(shownValues) }.map { "`\($0)`" }
    let count = runs.reduce(0) { $0 + $1.values.count }
    if count == 1, !isAxis { return "\(shown.joined()), which `\(name)` is everywhere, or an axis `\(name)`" }
    let more = count > shownValues ? " and \(count - shownValues) more" : ""
    return "values that `\(name)` takes: " + shown.prefix(shownValues).joined(separator: ", ") + more
  }

  private static func choices(_ node: SpecNode, _ plan: ExpansionPlan, _ schema: ExperimentSchema) -> String {
    let names = (node.entries ?? []).map(\.key).filter { schema[$0] != nil }
    return names.isEmpty ? "" : ": " + names.map { taken($0, plan) }.joined(separator: "; ")
  }

  /// Where a value stands in a list, or the place of the whole.
  private static func mark(of value: ParameterValue, _ node: SpecNode) -> SpecMark {
    let text = value.description
    return list(node).first {
      $0.plainText == text
        || $0.plainText.flatMap(DecimalNumber.init)?.double == value.number && value.number != nil
    }?.mark
      ?? node.mark
  }

  private static func list(_ node: SpecNode?) -> [SpecNode] {
    guard case .list(let items)? = node?.content else { return [] }
    return items
  }
}
