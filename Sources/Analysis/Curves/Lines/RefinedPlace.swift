/// Where a refined sweep found the crossing of a line, to be drawn with it.
package struct RefinedPlace: Sendable, Equatable {
  package var level: Double
  package var lower: Double
  package var upper: Double
  package var estimate: Double

  package init(level: Double, lower: Double, upper: Double, estimate: Double) {
    self.level = level
    self.lower = lower
    self.upper = upper
    self.estimate = estimate
  }
}
