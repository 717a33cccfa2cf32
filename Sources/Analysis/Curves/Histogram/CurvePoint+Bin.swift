extension CurvePoint {
  /// A bin of a histogram.
  package struct Bin: Sendable, Equatable {
    package var lower: Double
    package var upper: Double
    package var count: Int
    /// Nil where the line has no values.
    package var density: Double?
  }
}
