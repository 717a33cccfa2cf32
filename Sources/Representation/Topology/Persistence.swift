/// The holes of few rows that cover all, over all distances up to which neighbours count as connected: Vietoris-Rips
/// complexes over Z/2, up to the enclosing radius. Distances are divided by the square root of the total variance.
package struct Persistence: Equatable, Sendable {
  /// How many of the longest bars are listed for people.
  package static let listed = 4

  /// How many rows were taken.
  package let points: Int
  /// Of dimensions 0, 1 and 2: each one's bars, the longest first. In dimension 0 the one that never ends is left out.
  package let bars: [[PersistenceBar]]

  /// - Parameter bars: of dimensions 0, 1 and 2, in any order.
  package init(points: Int, bars: [[PersistenceBar]]) {
    self.points = points
    self.bars = (0..<3).map { dimension in
      guard bars.indices.contains(dimension) else { return [] }
      return bars[dimension].sorted { ($1.length, $0.birth, $0.death) < ($0.length, $1.birth, $1.death) }
    }
  }

  /// The longest bars of a dimension.
  package func longest(_ dimension: Int) -> [PersistenceBar] {
    Array(bars[dimension].prefix(Persistence.listed))
  }

  private func length(_ dimension: Int, _ index: Int) -> Double {
    bars[dimension].indices.contains(index) ? bars[dimension][index].length : 0
  }

  private static func ratio(_ a: Double, _ b: Double) -> Double { a <= 0 ? 0 : b <= 0 ? .infinity : a / b }

  /// The second bar of dimension 1 over the third: large where there are two loops. Infinite without a third bar, 0
  /// without a second.
  package var gap1: Double { Persistence.ratio(length(1, 1), length(1, 2)) }
  /// The first bar of dimension 2 over the second: large where there is one void.
  package var gap2: Double { Persistence.ratio(length(2, 0), length(2, 1)) }
  /// The second bar of dimension 1 over the first: small where there is one loop, as of a cylinder.
  package var secondLoop: Double { length(1, 0) > 0 ? length(1, 1) / length(1, 0) : 0 }

  /// Whether the holes are a torus's: one piece, two loops, one void (1, 2, 1).
  package var isTorus: Bool {
    gap1 >= Persistence.leastGap && gap2 >= Persistence.leastGap && secondLoop >= Persistence.leastSecondLoop
  }

  /// What ``gap1`` and ``gap2`` have to reach.
  package static let leastGap = 1.5
  /// What ``secondLoop`` has to reach.
  package static let leastSecondLoop = 0.3
}
