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
    var found: [[Int]: Int] = [:]
    plan.walk { (point) in
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
      }
      series[number].allowed.append(index)
      return true
    }
    for number in series.indices { series[number].allowed.sort() }
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

  /// For each comparison the series that have both values, by the values of the axes that comparisons are made for; those
  /// without one are left out.
  package func shared(
    _ rule: Comparison
  ) -> [(coordinates: [PlannedTask.Coordinate], series: [Int])] {
    guard let pair = pair(rule) else { return [] }
    var groups: [(coordinates: [PlannedTask.Coordinate], series: [Int])] = []
    var found: [String: Int] = [:]
    for (number, line) in series.enumerated()
    where line.allowed.contains(pair.first) && line.allowed.contains(pair.second) {
      let coordinates = line.coordinates.filter { rule.each.contains($0.axis) }
      let key = coordinates.map { "\($0.axis)=\($0.value)" }.joined(separator: "\n")
      let place = found[key] ?? groups.count
      if place == groups.count {
        found[key] = place
        groups.append((coordinates, []))
      }
      groups[place].series.append(number)
    }
    return groups
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
