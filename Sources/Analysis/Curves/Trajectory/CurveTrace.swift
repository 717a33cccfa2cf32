/// The way of one replicate in a trajectory.
package struct CurveTrace: Sendable, Equatable {
  /// Where the replicate was, by rising step.
  package struct Place: Sendable, Equatable {
    package var step: Int
    package var x: Double
    package var y: Double
  }

  package var replicate: Int
  package var places: [Place]
}
