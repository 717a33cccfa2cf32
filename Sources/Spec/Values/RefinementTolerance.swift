internal import SweepModel

/// How well `refine` wants a crossing to be known.
package enum RefinementTolerance: Sendable, Hashable, CustomStringConvertible {
  /// Within plus or minus this, in the unit of the axis: `tolerance: 0.02`.
  case absolute(Double)
  /// Within plus or minus this part of the crossing, for an axis of positive numbers: `tolerance: 10%` is 0.1.
  case relative(Double)

  /// Whether an interval is narrow enough; its ends may be off by what rounding leaves.
  package func isMet(by lower: Double, _ upper: Double) -> Bool {
    upper - lower <= width(from: lower, to: upper) * (1 + 1e-9)
  }

  /// The widest interval that would do around the middle of `lower` and `upper`.
  package func width(from lower: Double, to upper: Double) -> Double {
    switch self {
    case .absolute(let tolerance): 2 * tolerance
    case .relative(let tolerance): tolerance * (lower + upper)
    }
  }

  /// As in a spec: `0.02` or `10%`.
  package var description: String {
    switch self {
    case .absolute(let tolerance): CanonicalJSON.text(of: .real(tolerance))
    case .relative(let tolerance): CanonicalJSON.text(of: .real((tolerance * 1e9).rounded() / 1e7)) + "%"
    }
  }
}
