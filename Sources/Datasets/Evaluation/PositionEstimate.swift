/// Where a pattern was found in an image.
package struct PositionEstimate: Hashable, Sendable {
  /// Centre, px.
  package let x: Double
  package let y: Double
  /// Patterns that the image shows by the ``PositionRule``.
  package let patterns: Int
  /// Whether the position is the centroid of the image instead of its darkest pixel.
  package let isCentroid: Bool
}
