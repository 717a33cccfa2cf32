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
  /// The second axis of a plane in which the crossings along the first one are a boundary; nil for crossings alone.
  package var across: String?
  package var tolerance: RefinementTolerance
  /// The most replicates of one point; the spec's `replicates` is the least.
  package var replicates: Int
  /// The most points of one series; nil for all values of the axis.
  package var points: Int?

  package init(
    metric: String, level: Double, along: String, across: String? = nil, tolerance: RefinementTolerance,
    replicates: Int, points: Int? = nil
  ) {
    self.metric = metric
    self.level = level
    self.along = along
    self.across = across
    self.tolerance = tolerance
    self.replicates = replicates
    self.points = points
  }

  private static let shortRow = 12
  private static let shortRowPoints = 3

  /// Rows of a plane that are looked at over their whole length, of `count` by rising place: both ends and one or three
  /// between.
  package func firstRows(of count: Int) -> [Int] {
    let wanted = min(count, count <= Refinement.shortRow ? 3 : 5)
    guard wanted > 1 else { return count > 0 ? [0] : [] }
    return (0..<wanted).map { (2 * $0 * (count - 1) + wanted - 1) / (2 * (wanted - 1)) }
  }

  /// Where a series of `count` possible points starts: both ends and equally many steps between, rising.
  package func firstPoints(of count: Int) -> [Int] {
    // Along a boundary few rows are looked at over their whole length, and a short one soon has all of its points.
    let limit =
      across != nil && count <= Refinement.shortRow ? Refinement.shortRowPoints : Refinement.firstPointLimit
    let wanted = min(count, points ?? count, limit)
    guard wanted > 1 else { return count > 0 && wanted > 0 ? [0] : [] }
    return (0..<wanted).map { (2 * $0 * (count - 1) + wanted - 1) / (2 * (wanted - 1)) }
  }

  /// The most points that a series of `count` possible ones may come to.
  package func mostPoints(of count: Int) -> Int { min(count, points ?? count) }
}
