package import SweepModel

/// Where a refined sweep may place points: the values of one axis, and the series that it runs through.
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

  /// Values of the refined axis by size, whatever order the spec has them in.
  package let values: [ParameterValue]
  /// ``values`` as numbers.
  package let xs: [Double]
  /// In the order of the expansion; a series whose points are all excluded is left out.
  package private(set) var series: [Series] = []
  /// The refined axis' parameter.
  package let along: String

  let slot: Int
  private let cells: [Int]
  private var numbers: [String: Int] = [:]
  private let indices: [String: Int]

  /// - Returns: nil where `along` is no axis of numbers, or is zipped: the parser reports those.
  init?(_ content: SweepContent, _ plan: ExpansionPlan) {
    guard let along = content.refinement?.along,
      let axis = content.axes.first(where: { $0.name == along }),
      let slot = plan.names.firstIndex(of: along),
      let dimension = plan.dimensions.first(where: { $0.slots == [slot] }), let first = dimension.first.first
    else { return nil }
    let numbered = axis.values.enumerated().compactMap { position, value in
      value.number.map { (x: $0, value: value, cell: first + position) }
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
