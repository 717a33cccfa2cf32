/// What `refine` asks for: instead of a grid, the place where a metric crosses a level along one axis, for every
/// combination of the other axes (a series).
///
/// The axis' values are where points may be placed. A sweep starts with a few of them and grows.
package struct Refinement: Sendable, Hashable {
  /// The most points of a series that run before anything is known: the ends and three between.
  package static let firstPointLimit = 5

  /// Final metric whose mean over the replicates crosses ``level``.
  package var metric: String
  package var level: Double
  package var along: String
  package var tolerance: RefinementTolerance
  /// The most replicates of one point; the spec's `replicates` is the least.
  package var replicates: Int
  /// The most points of one series; nil for all values of the axis.
  package var points: Int?

  package init(
    metric: String, level: Double, along: String, tolerance: RefinementTolerance, replicates: Int,
    points: Int? = nil
  ) {
    self.metric = metric
    self.level = level
    self.along = along
    self.tolerance = tolerance
    self.replicates = replicates
    self.points = points
  }

  /// Where a series of `count` possible points starts: both ends and equally many steps between, rising.
  package func firstPoints(of count: Int) -> [Int] {
    let wanted = min(count, points ?? count, Refinement.firstPointLimit)
    guard wanted > 1 else { return count > 0 && wanted > 0 ? [0] : [] }
    return (0..<wanted).map { (2 * $0 * (count - 1) + wanted - 1) / (2 * (wanted - 1)) }
  }

  /// The most points that a series of `count` possible ones may come to.
  package func mostPoints(of count: Int) -> Int { min(count, points ?? count) }
}
