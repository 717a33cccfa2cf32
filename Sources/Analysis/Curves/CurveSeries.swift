package import SweepModel

/// One line of a panel.
package struct CurveSeries: Sendable, Equatable {
  /// The value of the series parameter; nil where the curve has none or the task lacks it.
  package var key: ParameterValue?
  /// By rising x.
  package var points: [CurvePoint]
  /// Where the line crosses the curve's level; nil where no level is declared.
  package var crossing: Crossing?
  /// Where a refined sweep found the crossing; nil for a grid, and where there is none.
  package var place: RefinedPlace?
  /// Nil where no fit is declared or fewer than two points can be on log-log axes.
  package var fit: PowerLawFit?
  /// The single replicates of a trajectory by rising ordinal, the first twenty of more; empty for other kinds.
  package var traces: [CurveTrace] = []
  /// What a histogram's points are made of; nil for other kinds.
  package var distribution: Distribution?

  /// The points that are drawn, by rising x; all that is derived from the figure is made of these.
  package var drawn: [CurvePoint] { points.filter { $0.value != nil && $0.isDrawable } }

  /// The counts of all points together.
  package var census: PointCensus { points.reduce(into: PointCensus()) { $0.add($1.census) } }
}
