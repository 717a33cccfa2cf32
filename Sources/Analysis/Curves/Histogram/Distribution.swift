/// How the values of one line of a histogram are distributed over its bins.
package struct Distribution: Sendable, Equatable {
  /// Rising; a bin holds its lower edge, and the last one its upper edge too.
  package let edges: [Double]
  /// One for each bin.
  package let counts: [Int]
  /// Values below the first edge and above the last one, in no bin.
  package let below: Int
  package let above: Int
  /// What became of the tasks.
  package let census: PointCensus
  /// The least value, the quartiles and the most of all finite values, also of those in no bin; empty for none.
  package let quartiles: [Double]

  /// - Parameters:
  ///   - values: finite.
  ///   - edges: rising, at least two; or empty, where there are no values at all.
  init(_ values: [Double], edges: [Double], census: PointCensus) {
    self.edges = edges
    self.census = census
    let sorted = values.sorted()
    quartiles =
      sorted.isEmpty ? [] : [0, 0.25, 0.5, 0.75, 1].map { Summary.quantile($0, ofSorted: sorted) }
    var counts = Array(repeating: 0, count: max(0, edges.count - 1))
    var (below, above) = (0, 0)
    // Both rise, so that one walk places all values.
    var bin = 0
    for value in sorted {
      guard let first = edges.first, let last = edges.last, value >= first else {
        below += 1
        continue
      }
      if value > last {
        above += 1
        continue
      }
      while bin + 1 < counts.count, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.counts = counts
    self.below = below
    self.above = above
  }

  /// How many values the bins hold.
  package var n: Int { counts.reduce(0, +) }

  /// The count over all values in the bins and the bin's width: the densities' area is 1.
  ///
  /// - Returns: nil where there are no values, and for bins so narrow that it is no finite number.
  package func density(_ bin: Int) -> Double? {
    let total = n
    guard total > 0, counts.indices.contains(bin) else { return nil }
    let density = Double(counts[bin]) / Double(total) / (edges[bin + 1] - edges[bin])
    return density.isFinite ? density : nil
  }
}
