/// Points that no condition tells apart need not be visited one by one: one of them stands for all.
extension ExpansionPlan {
  /// Which choices of each dimension a walk takes.
  struct Choices {
    /// Some choices of one dimension.
    enum Range {
      case all
      case some([Choice])
    }

    struct Choice {
      var index: Int
      /// How many choices it stands for, itself among them.
      var count: Int
    }

    var base: [Range]
    var blocks: [[Range]]

    /// Every choice of every dimension.
    static let everything = Choices(base: [], blocks: [])

    func of(_ number: Int, block: Int?) -> Range {
      guard let block else { return base.indices.contains(number) ? base[number] : .all }
      guard blocks.indices.contains(block), blocks[block].indices.contains(number) else { return .all }
      return blocks[block][number]
    }
  }

  /// Choices that stand for all points: every one of a dimension with one of some slots, and of the others one
  /// for each set that exclusions, `when` blocks and more tests tell apart.
  ///
  /// - Parameter slots: of which every cell shall be visited.
  func choices(telling slots: Set<Int>, more tests: [Test] = []) -> Choices {
    let terms = (exclusions + blocks.map(\.test) + tests).flatMap(\.terms)
    let cells = Dictionary(grouping: terms, by: \.slot).mapValues { Set($0.flatMap(\.cells)) }
    func range(_ dimension: Dimension) -> Choices.Range {
      guard slots.isDisjoint(with: dimension.slots) else { return .all }
      var named: Set<Int> = []
      for (slot, first) in zip(dimension.slots, dimension.first) {
        named.formUnion(
          (cells[slot] ?? []).map { $0 - first }.filter { (0..<dimension.count).contains($0) })
      }
      guard named.count < dimension.count else { return .all }
      var choices = named.sorted().map { Choices.Choice(index: $0, count: 1) }
      if let other = (0...named.count).first(where: { !named.contains($0) }) {
        choices.append(.init(index: other, count: dimension.count - named.count))
      }
      return .some(choices.sorted { $0.index < $1.index })
    }
    return Choices(
      base: dimensions.map(range), blocks: blocks.map { $0.dimensions.map(range) })
  }

  /// Those of the choices that can fit a test: its cells of the axes, and whatever `when` blocks may set.
  func narrowed(_ choices: Choices, to test: Test) -> Choices {
    var narrow = choices
    narrow.base = dimensions.enumerated().map { number, dimension in
      var fitting: Set<Int>?
      for (slot, first) in zip(dimension.slots, dimension.first) {
        for term in test.terms where term.slot == slot {
          let indices = Set(term.cells.map { $0 - first }.filter { (0..<dimension.count).contains($0) })
          fitting = fitting?.intersection(indices) ?? indices
        }
      }
      guard let fitting else { return choices.of(number, block: nil) }
      return .some(fitting.sorted().map { .init(index: $0, count: 1) })
    }
    return narrow
  }

  /// Whether some point fits a test.
  ///
  /// - Parameters:
  ///   - running: whether an excluded point is none.
  /// - Returns: true where the search would take longer than `limit` visits.
  func reaches(_ test: Test, running: Bool, limit: Int = 20_000) -> Bool {
    guard test.terms.allSatisfy({ !$0.cells.isEmpty }) else { return false }
    var (visited, found) = (0, false)
    walk(narrowed(choices(telling: [], more: [test]), to: test)) { (point, _) in
      visited += 1
      found = visited > limit || holds(test, point) && (!running || exclusion(of: point) == nil)
      return !found
    }
    return found
  }
}
