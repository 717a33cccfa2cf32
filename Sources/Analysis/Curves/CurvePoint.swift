/// One point of a curve: the replicates at one x, aggregated.
package struct CurvePoint: Sendable, Equatable {
  /// The place on the horizontal axis; for an axis of words the index into ``Curve/xCategories``.
  package var x: Double
  /// The step, in a trajectory, where x is a metric; nil elsewhere.
  package var step: Int?
  /// The interval of x in a trajectory; nil elsewhere.
  package var xLower: Double?
  package var xUpper: Double?
  /// The bin, in a histogram, where x is its middle; nil elsewhere.
  package var bin: Bin?
  package var census: PointCensus
  /// How many independent values the point is made of: one for each replicate. Where other parameters vary within
  /// the point, ``PointCensus/used`` counts more tasks than that.
  package var n = 0
  /// Whether the curve's axes have a place for it, see ``DrawableArea``; one without a value is none to show.
  package var isDrawable = true
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
}
