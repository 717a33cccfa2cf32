/// Where a line first crosses a level.
package struct Crossing: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    /// No point has a value.
    case noData
    /// Below the level at every x.
    case notCrossed
    /// At or above the level at the first x already, and never below it later.
    case atOnce
    /// Crosses between two points. `count`: how often in all, of which `x` is the first.
    case at(x: Double, rising: Bool, count: Int)
  }

  /// How the interval was made.
  package enum Method: Sendable, Equatable {
    /// Whole replicates drawn with replacement: each one is a complete line.
    case replicates
    /// Values drawn anew at each x, since some replicate has no complete line.
    case points
  }

  package var level: Double
  package var outcome: Outcome
  /// Ends of the percentile bootstrap interval of x. Minus infinity: in so many resamples the line is past
  /// the level at the first x; infinity: it never gets there. Nil where there is nothing to resample.
  package var lower: Double?
  package var upper: Double?
  package var confidence: Double
  package var method: Method?
  /// The crossing was interpolated over a planned x that has no value.
  package var bridgesGap: Bool

  /// The first crossing; nil where there is none.
  package var x: Double? {
    guard case .at(let x, _, _) = outcome else { return nil }
    return x
  }
}
