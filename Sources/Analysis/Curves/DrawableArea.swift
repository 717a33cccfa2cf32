package import Spec
internal import SweepModel

/// Which points the axes of a curve can show: the one rule that lines, crossings, fits, first lines, colours and the
/// ranges of axes follow.
///
/// A logarithmic axis has no place for zero and below, `x-range` none for what lies outside of it, and no axis has one
/// for what is not finite. Where a figure shows a point, everything that is derived from the figure uses it; where it
/// does not, nothing does. `y-range` is no such rule: lines go on beyond the frame.
package struct DrawableArea: Sendable, Equatable {
  package var xIsLogarithmic: Bool
  package var yIsLogarithmic: Bool
  /// Where the horizontal axis begins and ends; nil for where the points do.
  package var xRange: ClosedRange<Double>?

  /// - Parameter isCategorical: the horizontal axis has words, each with a place of its own.
  package init(_ definition: CurveDefinition, isCategorical: Bool) {
    xIsLogarithmic = definition.xScale == .log && !isCategorical
    yIsLogarithmic = definition.yScale == .log
    xRange = isCategorical ? nil : definition.figure.xRange
  }

  package func shows(x: Double) -> Bool {
    x.isFinite && (!xIsLogarithmic || x > 0) && (xRange?.contains(x) ?? true)
  }

  package func shows(y: Double) -> Bool { y.isFinite && (!yIsLogarithmic || y > 0) }

  package func shows(x: Double, y: Double) -> Bool { shows(x: x) && shows(y: y) }
}
