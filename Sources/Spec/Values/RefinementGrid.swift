package import SweepModel

/// Where a sweep that grows may place points: the values of one axis, and the series that it runs through.
package struct RefinementGrid: Sendable {
  /// One combination of all axes but the refined one.
  package struct Series: Sendable {
    /// The other axes in the order of the spec, then those that `when` blocks added.
    package let coordinates: [PlannedTask.Coordinate]
    /// Indices into ``RefinementGrid/values`` that no exclusion takes, rising.
    package fileprivate(set) var allowed: [Int]
    /// Of the point that the walk met first; only the refined axis' cell differs between points.
    let point: ExpansionPlan.Point

    /// The place of an index in ``allowed``; nil where an exclusion took it.
    package func position(of index: Int) -> Int? {
      var (low, high) = (0, allowed.count)
      while low < high {
        let middle = (low + high) / 2
        if allowed[middle] < index { low = middle + 1 } else { high = middle }
      }
      return low < allowed.count && allowed[low] == index ? low : nil
    }

    func allows(_ index: Int) -> Bool { position(of: index) != nil }
  }

  /// A plane of series, by rising value of the second axis.
  package struct Plane: Sendable {
    /// The axes beside the plane's.
    package let coordinates: [PlannedTask.Coordinate]
    /// Numbers of series with their places on the second axis.
    package fileprivate(set) var rows: [(series: Int, y: Double)]
  }

  /// Values of the refined axis by size, whatever order the spec has them in; those that are no numbers in its order.
  package let values: [ParameterValue]
  /// ``values`` as numbers.
  package let xs: [Double]
  /// In the order of the expansion; a series whose points are all excluded is left out.
  package private(set) var series: [Series] = []
  /// What boundaries are looked for in; empty where none are.
  package private(set) var planes: [Plane] = []
  /// The refined axis' parameter.
  package let along: String

  let slot: Int
  private let cells: [Int]
  private var numbers: [String: Int] = [:]
  private let indices: [String: Int]

  /// - Returns: nil where `along` is no axis of numbers, or is zipped: the parser reports those.
  init?(_ content: SweepContent, _ plan: ExpansionPlan) {
    guard let along = content.refinement?.along ?? content.comparison?.axis,
      let axis = content.axes.first(where: { $0.name == along }),
      let slot = plan.names.firstIndex(of: along),
      let dimension = plan.dimensions.first(where: { $0.slots == [slot] }), let first = dimension.first.first
    else { return nil }
    let isCompared = content.refinement == nil
    let numbered = axis.values.enumerated().compactMap { position, value in
      (isCompared ? Double(position) : value.number).map { (x: $0, value: value, cell: first + position) }
    }
    guard numbered.count == axis.values.count else { return nil }
    let sorted = numbered.sorted { $0.x < $1.x }
    self.along = along
    self.slot = slot
    values = sorted.map(\.value)
    xs = sorted.map(\.x)
    cells = sorted.map(\.cell)
    indices = Dictionary(
      sorted.enumerated().map { ($1.value.description, $0) }, uniquingKeysWith: { first, _ in first })
    let indexOfCell = Dictionary(
      sorted.enumerated().map { ($1.cell, $0) }, uniquingKeysWith: { first, _ in first })
    // Values of the refined axis that no exclusion names are alike: one of them stands for all, since a plane may have
    // millions of points and thousands of series.
    let choices = plan.choices(telling: Set(plan.names.indices).subtracting([slot]))
    let number = plan.dimensions.firstIndex { $0.slots == [slot] }
    var alone: Set<Int> = []
    if let number, case .some(let listed) = choices.of(number, block: nil) {
      alone = Set(listed.filter { $0.count == 1 }.compactMap { indexOfCell[dimension.first[0] + $0.index] })
    }
    let alike = sorted.indices.filter { !alone.contains($0) }
    var found: [[Int]: Int] = [:]
    var allowed: [(isAlikeAllowed: Bool, alone: [Int])] = []
    plan.walk(choices) { (point, _) in
      guard plan.exclusion(of: point) == nil, let index = indexOfCell[point.cells[slot]] else { return true }
      var others = point.cells
      others[slot] = slot
      let number = found[others] ?? series.count
      if number == series.count {
        found[others] = number
        let coordinates = point.axes.filter { $0 != slot }.map {
          PlannedTask.Coordinate(axis: plan.names[$0], value: plan.cells[point.cells[$0]])
        }
        var parameters = plan.parameters(of: point)
        parameters[along] = nil
        numbers[CanonicalJSON.text(of: parameters)] = number
        series.append(Series(coordinates: coordinates, allowed: [], point: copy point))
        allowed.append((false, []))
      }
      if alone.contains(index) {
        allowed[number].alone.append(index)
      } else {
        allowed[number].isAlikeAllowed = true
      }
      return true
    }
    // Series with the same points share one array.
    var shared: [[Int]: [Int]] = [:]
    for (number, entry) in allowed.enumerated() {
      let key = entry.alone + (entry.isAlikeAllowed ? [-1] : [])
      let points = shared[key] ?? (entry.alone + (entry.isAlikeAllowed ? alike : [])).sorted()
      shared[key] = points
      series[number].allowed = points
    }
    if let across = content.refinement?.across { addPlanes(across) }
  }

  private mutating func addPlanes(_ across: String) {
    var found: [String: Int] = [:]
    for (number, line) in series.enumerated() {
      guard let y = line.coordinates.first(where: { $0.axis == across })?.value.number else { continue }
      let others = line.coordinates.filter { $0.axis != across }
      let key = others.map { "\($0.axis)=\($0.value)" }.joined(separator: "\n")
      let place = found[key] ?? planes.count
      if place == planes.count {
        found[key] = place
        planes.append(Plane(coordinates: others, rows: []))
      }
      planes[place].rows.append((number, y))
    }
    for place in planes.indices { planes[place].rows.sort { $0.y < $1.y } }
  }

  /// Where a series may have points, rising.
  package func xs(of series: Series) -> [Double] {
    series.allowed.count == xs.count ? xs : series.allowed.map { xs[$0] }
  }

  /// Positions among the allowed points of each series at which a sweep starts.
  package func firstPoints(_ rule: Refinement) -> [[Int]] {
    guard rule.across != nil else { return series.map { rule.firstPoints(of: $0.allowed.count) } }
    var positions: [[Int]] = Array(repeating: [], count: series.count)
    for plane in planes {
      for row in rule.firstRows(of: plane.rows.count) {
        let number = plane.rows[row].series
        positions[number] = rule.firstPoints(of: series[number].allowed.count)
      }
    }
    return positions
  }

  /// The indices of the two values of a comparison.
  package func pair(_ rule: Comparison) -> (first: Int, second: Int)? {
    guard let first = indices[rule.first.description], let second = indices[rule.second.description] else {
      return nil
    }
    return (first, second)
  }

  /// The series and the index of the value of a task's point; nil where the sweep has no such point.
  package func place(of parameters: Parameters) -> (series: Int, index: Int)? {
    guard let value = parameters[along], let index = indices[value.description] else { return nil }
    var others = parameters
    others[along] = nil
    return numbers[CanonicalJSON.text(of: others)].map { ($0, index) }
  }

  /// The expansion's point at one place.
  func point(series number: Int, index: Int) -> ExpansionPlan.Point? {
    guard series.indices.contains(number), cells.indices.contains(index) else { return nil }
    var point = series[number].point
    point.cells[slot] = cells[index]
    return point
  }
}
