/// Whether rings of one label lie in the same plane, and those of two labels in orthogonal ones (after Cueva et al. 2021,
/// arXiv 2111.01275, with principal angles in place of the angles between components, which of a round ring are
/// arbitrary).
package struct RingTests: Equatable, Sendable {
  /// Each statistic's values over the pairs of a family, in the order of the pairs. Empty where no pair has two rings.
  package let values: [RingFamily: [RingStatistic: [Double]]]
  /// The share of a ring's variation that lies in its own plane, the mean over rings of fixed x; 1 for flat ones, nil
  /// where no ring has a plane.
  package let planeShareX: Double?
  /// The same over rings of fixed y.
  package let planeShareY: Double?
  /// The same over all rings.
  package let planeShare: Double?
  /// Rings whose rows are all the same, which have no plane and are in no pair.
  package let pointLikeRings: Int

  /// - Throws: ``RepresentationError`` where the matrix has other rows than the grid.
  package init(_ gram: GramMatrix, grid: LabelGrid) throws(RepresentationError) {
    guard gram.rows == grid.rows else {
      throw RepresentationError(
        "the matrix has \(gram.rows) rows, but a grid of \(grid) labels takes \(grid.rows)")
    }
    // Of a ring that varies by less than rounding does, the plane is noise.
    let least = gram.trace * 1e-13 / Double(gram.rows)
    func planes(_ count: Int, _ ring: (Int) -> [Int]) throws(RepresentationError) -> [RingPlane] {
      var found: [RingPlane] = []
      for value in 0..<count {
        if let plane = try RingPlane(ring(value), in: gram, least: least) { found.append(plane) }
      }
      return found
    }
    let ofX = try planes(grid.x) { grid.ring(x: $0) }
    let ofY = try planes(grid.y) { grid.ring(y: $0) }
    pointLikeRings = grid.x + grid.y - ofX.count - ofY.count
    planeShareX = RingTests.mean(ofX.map(\.planeShare))
    planeShareY = RingTests.mean(ofY.map(\.planeShare))
    planeShare = RingTests.mean((ofX + ofY).map(\.planeShare))
    values = [
      .xOnY: RingTests.compare(ofX, ofY, alike: false), .xOnX: RingTests.compare(ofX, ofX, alike: true),
      .yOnY: RingTests.compare(ofY, ofY, alike: true),
    ]
  }

  /// - Parameter alike: both lists are the same, and no ring is compared with itself.
  private static func compare(_ first: [RingPlane], _ second: [RingPlane], alike: Bool) -> [RingStatistic:
    [Double]]
  {
    var values: [RingStatistic: [Double]] = [:]
    for statistic in RingStatistic.allCases { values[statistic] = [] }
    for (i, a) in first.enumerated() {
      for (j, b) in second.enumerated() where !alike || i != j {
        let (larger, smaller) = a.cosines(to: b)
        values[.largerCosine]?.append(larger)
        values[.smallerCosine]?.append(smaller)
        values[.meanSquaredCosine]?.append((larger * larger + smaller * smaller) / 2)
        values[.residual]?.append(a.residual(of: b))
        values[.residualBack]?.append(b.residual(of: a))
      }
    }
    return values
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The values of one statistic.
  package func sample(_ family: RingFamily, _ statistic: RingStatistic) -> [Double] {
    values[family]?[statistic] ?? []
  }

  /// Their mean and their standard deviation (divisor n); nil where there are none.
  package func summary(_ family: RingFamily, _ statistic: RingStatistic) -> (mean: Double, deviation: Double)?
  {
    let sample = sample(family, statistic)
    guard let mean = RingTests.mean(sample) else { return nil }
    let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(sample.count)).squareRoot())
  }

  /// How far a statistic is from another object's: ``WassersteinDistance``; nil where one of them has no values.
  package func distance(to other: RingTests, _ family: RingFamily, _ statistic: RingStatistic) -> Double? {
    WassersteinDistance.of(sample(family, statistic), other.sample(family, statistic))
  }
}
