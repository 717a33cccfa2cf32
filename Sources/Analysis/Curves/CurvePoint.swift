/// One point of a curve: the replicates at one x, aggregated.
package struct CurvePoint: Sendable, Equatable {
  /// The place on the horizontal axis; for an axis of words the index into ``Curve/xCategories``.
  package var x: Double
  package var census: PointCensus
  /// The curve's statistic; nil where no task has given a value.
  package var value: Double?
  package var mean: Double?
  package var median: Double?
  package var minimum: Double?
  package var maximum: Double?
  /// Of the mean; nil below n = 2.
  package var standardError: Double?
  /// The lower end of the curve's interval; nil below n = 2 or where the curve has none.
  package var lower: Double?
  package var upper: Double?

  /// How many values the point is made of.
  package var n: Int { census.used }
}
