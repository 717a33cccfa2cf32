/// What is measured of a pair of rings A, B and the planes of their first two principal components.
package enum RingStatistic: String, CaseIterable, Hashable, Sendable, Codable {
  /// The cosine of the smaller principal angle between the planes.
  case largerCosine = "c1"
  /// The cosine of the larger principal angle.
  case smallerCosine = "c2"
  /// The mean of both squared cosines: 0 for orthogonal planes, 1 for the same plane.
  case meanSquaredCosine = "msc"
  /// How much of ring B lies outside of A's plane, as a share of B's variation.
  case residual = "residual"
  /// How much of ring A lies outside of B's plane.
  case residualBack = "residual-back"
}
