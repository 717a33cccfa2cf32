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
    /// Crosses between two points of which the axes cannot show one, so that no line between them says where:
    /// between 0 and 0.0001 on a logarithmic axis.
    case between(lower: Double, upper: Double, rising: Bool, count: Int)
  }

  /// How the interval was made.
  package enum Method: Sendable, Equatable {
    /// Whole replicates drawn with replacement: each one is a complete line.
    case replicates
    /// Values drawn anew at each x, since some replicate has no complete line.
    case points
    /// From where the band around a share reaches the level to where all of it has passed it.
    case band
    /// The two points of a refined sweep whose means are clearly on different sides of the level.
    case refined
  }

  package var level: Double
  package var outcome: Outcome
  /// Ends of the interval of x. Minus infinity: the line may be past the level at the first x already; infinity: it
  /// may never get there. Nil where there is nothing to tell it from.
  package var lower: Double?
  package var upper: Double?
  package var confidence: Double
  package var method: Method?
  /// The crossing was interpolated over a planned x that has no value.
  package var bridgesGap: Bool

  /// The first crossing; nil where there is none, and where it is known only to lie between two points.
  package var x: Double? {
    guard case .at(let x, _, _) = outcome else { return nil }
    return x
  }

  /// Whether the line crosses the level, wherever.
  package var isThere: Bool {
    switch outcome {
    case .at, .between: true
    case .noData, .notCrossed, .atOnce: false
    }
  }
}
