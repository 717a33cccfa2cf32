extension ExpansionPlan {
  /// Where a walk stands.
  struct Point {
    /// The cell of every slot.
    var cells: [Int]
    /// Slots of the axes that exist at this point.
    var axes: [Int]
    /// Two `when` blocks that both set one parameter here, which is a mistake in the spec.
    var conflict: (slot: Int, block: Int)?
  }

  /// Visits every point, excluded ones too: the first axis varies slowest.
  ///
  /// - Parameter body: returns false to end the walk.
  func walk<E: Error>(_ body: (borrowing Point) throws(E) -> Bool) throws(E) {
    var point = Point(cells: Array(names.indices), axes: axisSlots, conflict: nil)
    _ = try visit(dimensions[...], thenBlock: 0, &point, body)
  }

  private func visit<E: Error>(
    _ rest: ArraySlice<Dimension>, thenBlock block: Int, _ point: inout Point,
    _ body: (borrowing Point) throws(E) -> Bool
  ) throws(E) -> Bool {
    guard let dimension = rest.first else { return try enter(block, &point, body) }
    for choice in 0..<dimension.count {
      for (slot, first) in zip(dimension.slots, dimension.first) { point.cells[slot] = first + choice }
      guard try visit(rest.dropFirst(), thenBlock: block, &point, body) else { return false }
    }
    return true
  }

  /// Applies the `when` blocks from `index` on, then hands the point over.
  private func enter<E: Error>(
    _ index: Int, _ point: inout Point, _ body: (borrowing Point) throws(E) -> Bool
  ) throws(E) -> Bool {
    guard index < blocks.count else { return try body(point) }
    let block = blocks[index]
    guard holds(block.test, point) else { return try enter(index + 1, &point, body) }
    let before = point
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
    let goesOn = try visit(block.dimensions[...], thenBlock: index + 1, &point, body)
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
    if blocks.isEmpty, exclusions.isEmpty {
      counts.points = product
      counts.total = product
      return counts
    }
    walk { (point) in
      counts.total += 1
      if let exclusion = exclusion(of: point) {
        counts.excluded[exclusion] += 1
      } else {
        counts.points += 1
      }
      return counts.total <= limit
    }
    return counts.total <= limit ? counts : nil
  }
}
