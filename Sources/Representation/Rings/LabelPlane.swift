/// Where a label's ring lies among the principal components: the plane of the means of all rows that share a value of the
/// label. It is found among the components, and says whether the means go around once.
package struct LabelPlane: Equatable, Sendable {
  /// How many components are looked at.
  package static let components = 6

  /// The label that goes around.
  package enum Label: String, Sendable, Codable {
    case x, y
  }

  package let label: Label
  /// How much of each component's direction lies in the plane, 0 to 1; they sum to 2 where the plane is among them.
  package let weights: [Double]
  /// The two components (counted from 0) with the most of the plane, the first of them first.
  package let pair: [Int]
  /// How much of the plane these two hold: half of the sum of their weights.
  package let pairShare: Double
  /// Of the variance of the rows in the plane, how much is that of the means: 1 where the other label changes nothing.
  package let labelShare: Double
  /// How often the means go around their centre as the label goes around; 1 or -1 for a ring.
  package let turns: Int
  /// The smallest distance of a mean from the centre over the largest one: 1 for a circle.
  package let roundness: Double
  /// Two coordinates for each row, in the plane.
  package let places: [[Double]]

  /// Whether the means are a ring around the centre.
  package var isRing: Bool { abs(turns) == 1 && roundness >= 0.3 }
  /// Whether the ring lies in two components, so that a picture along these shows it.
  package var isInPair: Bool { isRing && pairShare >= 0.8 }

  /// - Returns: nil where there are fewer than two components, or where the means do not lie in a plane.
  /// - Throws: ``RepresentationError`` where an iteration does not end.
  package init?(_ components: PrincipalComponents, grid: LabelGrid, label: Label) throws(RepresentationError)
  {
    let scores = Array(components.scores.prefix(LabelPlane.components))
    guard scores.count >= 2, scores[0].count == grid.rows else { return nil }
    let groups = label == .x ? (0..<grid.x).map { grid.ring(x: $0) } : (0..<grid.y).map { grid.ring(y: $0) }
    // [component][value of the label]
    let means = scores.map { score in
      groups.map { group in group.reduce(0) { $0 + score[$1] } / Double(group.count) }
    }
    let size = scores.count
    var products = [Double](repeating: 0, count: size * size)
    for p in 0..<size {
      for q in 0..<size { products[p * size + q] = zip(means[p], means[q]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let trace = (0..<size).reduce(0) { $0 + products[$1 * size + $1] }
    let variation = scores.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } / Double(groups[0].count)
    guard trace > variation * 1e-20 else { return nil }
    let directions = try HouseholderEigen(products, size: size, vectors: 2).vectors
    guard directions.count == 2 else { return nil }
    self.label = label
    let weights = (0..<size).map {
      directions[0][$0] * directions[0][$0] + directions[1][$0] * directions[1][$0]
    }
    self.weights = weights
    let order = (0..<size).sorted { (weights[$0], $1) > (weights[$1], $0) }
    pair = order.prefix(2).sorted()
    pairShare = min(1, (weights[pair[0]] + weights[pair[1]]) / 2)
    func project(_ part: (Int) -> Double) -> [Double] {
      directions.map { direction in (0..<size).reduce(0) { $0 + direction[$1] * part($1) } }
    }
    let places = (0..<grid.rows).map { row in project { scores[$0][row] } }
    let centres = groups.indices.map { group in project { means[$0][group] } }
    self.places = places
    func squares(_ points: [[Double]]) -> Double {
      points.reduce(0) { $0 + $1[0] * $1[0] + $1[1] * $1[1] } / Double(points.count)
    }
    let all = squares(places)
    labelShare = all > 0 ? min(1, squares(centres) / all) : 0
    let radii = centres.map { ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot() }
    let largest = radii.max() ?? 0
    roundness = largest > 0 ? (radii.min() ?? 0) / largest : 0
    turns = LabelPlane.turns(centres)
  }

  /// How often a closed polygon goes around the origin: the crossings of the half-line to the right, with their signs.
  private static func turns(_ points: [[Double]]) -> Int {
    var count = 0
    for (index, a) in points.enumerated() {
      let b = points[(index + 1) % points.count]
      guard (a[1] <= 0) != (b[1] <= 0) else { continue }
      let side = a[0] * b[1] - b[0] * a[1]
      if b[1] > a[1], side > 0 { count += 1 }
      if b[1] < a[1], side < 0 { count -= 1 }
    }
    return count
  }
}
