package import SweepModel

/// One pair of axes of a curve.
package struct CurvePanel: Sendable, Equatable {
  /// The value of the panel parameter; nil where the curve has none.
  package var key: ParameterValue?
  /// By rising key.
  package var series: [CurveSeries]
  /// Lines of another experiment or sweep, drawn dashed over the panel's own.
  package var overlay: [CurveSeries]
  /// The power law of the first crossing against the series parameter; nil unless the curve declares both
  /// a crossing and a fit, and at least two series cross.
  package var crossingFit: PowerLawFit?
}
