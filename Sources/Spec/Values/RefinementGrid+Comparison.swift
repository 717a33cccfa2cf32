internal import SweepModel

extension RefinementGrid {
  /// For each comparison the series that have both values, by the values of the axes that comparisons are made for; those
  /// without one are left out.
  package func shared(
    _ rule: Comparison
  ) -> [(coordinates: [PlannedTask.Coordinate], series: [Int])] {
    guard let pair = pair(rule) else { return [] }
    var groups: [(coordinates: [PlannedTask.Coordinate], series: [Int])] = []
    var found: [String: Int] = [:]
    for (number, line) in series.enumerated()
    where line.allows(pair.first) && line.allows(pair.second) {
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

  /// Values of the axes that comparisons are made for of which there is none.
  package struct Unpaired: Sendable, Hashable {
    package var coordinates: [PlannedTask.Coordinate]
    /// Whether some point has the first value, and whether one has the second.
    package var hasFirst: Bool
    package var hasSecond: Bool

    package init(coordinates: [PlannedTask.Coordinate], hasFirst: Bool, hasSecond: Bool) {
      self.coordinates = coordinates
      self.hasFirst = hasFirst
      self.hasSecond = hasSecond
    }
  }

  /// What ``shared(_:)`` leaves out: groups of series none of which has both values.
  package func unpaired(_ rule: Comparison) -> [Unpaired] {
    guard let pair = pair(rule) else { return [] }
    let compared = Set(shared(rule).map(\.coordinates))
    var groups: [Unpaired] = []
    var found: [[PlannedTask.Coordinate]: Int] = [:]
    for line in series {
      let coordinates = line.coordinates.filter { rule.each.contains($0.axis) }
      guard !compared.contains(coordinates) else { continue }
      let place = found[coordinates] ?? groups.count
      if place == groups.count {
        found[coordinates] = place
        groups.append(Unpaired(coordinates: coordinates, hasFirst: false, hasSecond: false))
      }
      if line.allows(pair.first) { groups[place].hasFirst = true }
      if line.allows(pair.second) { groups[place].hasSecond = true }
    }
    return groups
  }
}
