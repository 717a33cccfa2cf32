internal import SweepModel

/// A sweep's expansion, prepared: every value that any parameter takes is a numbered cell, so that walking
/// the points only moves small numbers.
struct ExpansionPlan: Sendable {
  /// Axes that move together, or one axis: choice i sets slot k to cell `first[k] + i`.
  struct Dimension: Sendable {
    var slots: [Int]
    var first: [Int]
    var count: Int
  }

  /// All terms must hold; a term holds where its slot's current cell is among the set ones.
  struct Test: Sendable {
    var terms: [(slot: Int, cells: Set<Int>)]
  }

  struct Block: Sendable {
    var test: Test
    var settings: [(slot: Int, cell: Int)]
    var dimensions: [Dimension]
  }

  struct Counts {
    var points = 0
    var excluded: [Int]
    /// Points of the product, excluded ones among them.
    var total = 0
  }

  /// Parameter names in canonical order: one slot each.
  let names: [String]
  /// Slot `i` starts at cell `i`; the values of axes and `when` blocks follow.
  private(set) var cells: CellTable
  private(set) var dimensions: [Dimension] = []
  private(set) var blocks: [Block] = []
  private(set) var exclusions: [Test] = []
  /// Slots of the axes, in their order.
  let axisSlots: [Int]

  /// Axes that are no parameter and zips of unequal length are left out: the parser reports them. A condition on a
  /// parameter that no point has never holds.
  init(_ content: SweepContent) {
    names = content.parameters.keys.sorted(by: CanonicalJSON.precedes)
    let slots = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    cells = CellTable()
    for (slot, name) in names.enumerated() {
      cells.append(AxisValues([content.parameters[name] ?? .integer(0)]), slot: slot)
    }
    axisSlots = content.axes.compactMap { slots[$0.name] }
    var zipped: Set<String> = []
    for axis in content.axes where !zipped.contains(axis.name) {
      let group = content.zips.first { $0.contains(axis.name) } ?? [axis.name]
      zipped.formUnion(group)
      let members = group.compactMap { name in content.axes.first { $0.name == name } }
      dimensions.append(dimension(members, slots))
    }
    var cellsOfBlocks: [([(slot: Int, cell: Int)], [Dimension])] = []
    for conditional in content.conditionals {
      var settings: [(slot: Int, cell: Int)] = []
      for (name, value) in conditional.parameters.sorted(by: { $0.key < $1.key }) {
        guard let slot = slots[name] else { continue }
        settings.append((slot, cells.append(AxisValues([value]), slot: slot)))
      }
      cellsOfBlocks.append((settings, conditional.axes.map { dimension([$0], slots) }))
    }
    // Tests name cells, so they come after all cells exist.
    let index = CellIndex(cells, slots: asked(content, slots))
    for (conditional, (settings, dimensions)) in zip(content.conditionals, cellsOfBlocks) {
      let test = test(conditional.condition, slots, index)
      blocks.append(Block(test: test, settings: settings, dimensions: dimensions))
    }
    exclusions = content.exclusions.map { test($0.condition, slots, index) }
  }

  private mutating func dimension(_ axes: [Axis], _ slots: [String: Int]) -> Dimension {
    var dimension = Dimension(slots: [], first: [], count: axes.map(\.values.count).min() ?? 0)
    for axis in axes {
      guard let slot = slots[axis.name] else { continue }
      dimension.slots.append(slot)
      dimension.first.append(cells.append(axis.values, slot: slot))
    }
    return dimension
  }

  private func test(_ condition: Condition, _ slots: [String: Int], _ index: CellIndex) -> Test {
    var terms: [(slot: Int, cells: Set<Int>)] = []
    for (name, values) in condition.sorted(by: { $0.key < $1.key }) {
      guard let slot = slots[name] else {
        // A parameter that no point has, such as an optional one, has none of the values.
        terms.append((0, []))
        continue
      }
      terms.append((slot, Set(values.flatMap { index.cells(of: $0, slot: slot) })))
    }
    return Test(terms: terms)
  }

  /// The slots that conditions ask about.
  private func asked(_ content: SweepContent, _ slots: [String: Int]) -> Set<Int> {
    let conditions = content.exclusions.map(\.condition) + content.conditionals.map(\.condition)
    return Set(conditions.flatMap(\.keys).compactMap { slots[$0] })
  }
}
