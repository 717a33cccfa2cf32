internal import SweepModel

extension ExpansionPlan {
  /// Where a walk stands.
  struct Point {
    /// The cell of every slot.
    var cells: [Int]
    /// Slots of the axes that exist at this point.
    var axes: [Int]
    /// The `when` blocks that hold at this point, in their order.
    var blocks: [Int] = []
    /// Two `when` blocks that both set one parameter here, which is a mistake in the spec.
    var conflict: (slot: Int, block: Int)? = nil
  }

  /// Visits every point, excluded ones too: the first axis varies slowest.
  ///
  /// - Parameter body: returns false to end the walk.
  func walk<E: Error>(_ body: (borrowing Point) throws(E) -> Bool) throws(E) {
    try walk(Choices.everything) { (point, _) throws(E) in try body(point) }
  }

  /// Visits the points of some choices, each with how many points it stands for.
  ///
  /// - Parameter body: returns false to end the walk.
  func walk<E: Error>(
    _ choices: Choices, _ body: (borrowing Point, _ count: Int) throws(E) -> Bool
  ) throws(E) {
    var point = Point(cells: Array(names.indices), axes: axisSlots)
    _ = try visit(0, of: nil, thenBlock: 0, 1, &point, choices, body)
  }

  /// - Parameters:
  ///   - number: of a dimension, of the block where there is one.
  ///   - count: how many points the choices so far stand for.
  private func visit<E: Error>(
    _ number: Int, of block: Int?, thenBlock next: Int, _ count: Int, _ point: inout Point,
    _ choices: Choices, _ body: (borrowing Point, Int) throws(E) -> Bool
  ) throws(E) -> Bool {
    let all = block.map { blocks[$0].dimensions } ?? dimensions
    guard number < all.count else { return try enter(next, count, &point, choices, body) }
    let dimension = all[number]
    switch choices.of(number, block: block) {
    case .all:
      for choice in 0..<dimension.count {
        for (slot, first) in zip(dimension.slots, dimension.first) { point.cells[slot] = first + choice }
        guard try visit(number + 1, of: block, thenBlock: next, count, &point, choices, body) else {
          return false
        }
      }
    case .some(let listed):
      for choice in listed {
        for (slot, first) in zip(dimension.slots, dimension.first) {
          point.cells[slot] = first + choice.index
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: choice.count)
        guard
          try visit(
            number + 1, of: block, thenBlock: next, overflow ? .max : product, &point, choices, body)
        else { return false }
      }
    }
    return true
  }

  /// Applies the `when` blocks from `index` on, then hands the point over.
  private func enter<E: Error>(
    _ index: Int, _ count: Int, _ point: inout Point, _ choices: Choices,
    _ body: (borrowing Point, Int) throws(E) -> Bool
  ) throws(E) -> Bool {
    guard index < blocks.count else { return try body(point, count) }
    let block = blocks[index]
    guard holds(block.test, point) else { return try enter(index + 1, count, &point, choices, body) }
    let before = point
    point.blocks.append(index)
    for setting in block.settings {
      // Base axes were ruled out when the spec was read, so this axis came from another block.
      if point.axes.contains(setting.slot) { point.conflict = (setting.slot, index) }
      point.cells[setting.slot] = setting.cell
    }
    for slot in block.dimensions.flatMap(\.slots) {
      // Only another block can have moved it: base axes and `when` axes are distinct.
      if point.cells[slot] != slot { point.conflict = (slot, index) }
      if !point.axes.contains(slot) { point.axes.append(slot) }
    }
    let goesOn = try visit(0, of: index, thenBlock: index + 1, count, &point, choices, body)
    point = before
    return goesOn
  }

  func holds(_ test: Test, _ point: borrowing Point) -> Bool {
    for term in test.terms where !term.cells.contains(point.cells[term.slot]) { return false }
    return true
  }

  /// The first exclusion that takes the point, or nil where it runs.
  func exclusion(of point: borrowing Point) -> Int? {
    for (index, test) in exclusions.enumerated() where holds(test, point) { return index }
    return nil
  }

  /// The point's parameters, all of them.
  func parameters(of point: borrowing Point) -> Parameters {
    var parameters: Parameters = [:]
    for slot in names.indices { parameters[names[slot]] = cells[point.cells[slot]] }
    return parameters
  }

  /// The point's values on the axes that exist there.
  func coordinates(of point: borrowing Point) -> [PlannedTask.Coordinate] {
    var coordinates: [PlannedTask.Coordinate] = []
    coordinates.reserveCapacity(point.axes.count)
    for slot in point.axes {
      coordinates.append(.init(axis: names[slot], value: cells[point.cells[slot]]))
    }
    return coordinates
  }

  /// Counts points with overflow-checked arithmetic; nil where there are more than `limit`.
  func counts(limit: Int) -> Counts? {
    var counts = Counts(excluded: Array(repeating: 0, count: exclusions.count))
    var product = 1
    for dimension in dimensions {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension.count)
      guard !overflow, next <= limit else { return nil }
      product = next
    }
    // What no condition tells apart is counted, not visited: ten million points may take one step.
    walk(choices(telling: [])) { (point, count) in
      guard count <= limit, counts.total <= limit else {
        counts.total = .max
        return false
      }
      counts.total += count
      if let exclusion = exclusion(of: point) {
        counts.excluded[exclusion] += count
      } else {
        counts.points += count
      }
      return counts.total <= limit
    }
    return counts.total <= limit ? counts : nil
  }
}
