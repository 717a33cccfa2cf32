/// Where a position lies relative to what a data set leaves out.
package enum Region: String, Hashable, Sendable, CaseIterable {
  /// Not left out.
  case inDistribution = "in-distribution"
  /// x in the left-out band, y not.
  case vertical
  /// y in the left-out band, x not.
  case horizontal
  /// Both in the left-out bands of a cross.
  case intersection
  /// In a left-out square, whose rows and columns are seen elsewhere.
  case square

  /// Whether a model trained on the data set has never seen this position.
  package var isHeldOut: Bool { self != .inDistribution }
}
