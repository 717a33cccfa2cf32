/// One point of a curve: the replicates at one x, aggregated.
package struct CurvePoint: Sendable, Equatable {
  /// The place on the horizontal axis; for an axis of words the index into ``Curve/xCategories``.
  package var x: Double
  /// The step, in a trajectory, where x is a metric; nil elsewhere.
  package var step: Int?
  /// The interval of x in a trajectory; nil elsewhere.
  package var xLower: Double?
  package var xUpper: Double?
  package var census: PointCensus
  /// The curve's statistic; nil where no task has given a value.
  package var value: Double?
  package var mean: Double?
  package var median: Double?
  package var minimum: Double?
  package var maximum: Double?
  /// Of the mean; nil below n = 2.
  package var standardError: Double?
  /// The lower end of the curve's interval; nil where the curve has none, and below n = 2 unless it is Wilson's.
  package var lower: Double?
  package var upper: Double?

  /// How many values the point is made of.
  package var n: Int { census.used }
}
