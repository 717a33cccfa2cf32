/// Answer to `metrics`: streamed values of a sweep's tasks, a page at a time.
package struct MetricsDocument: Document {
  /// One metric of one task: a value for each step, steps ascending.
  package struct Series: Codable, Sendable {
    /// The task's place in the sweep's expansion, from 0.
    package var ordinal: Int
    package var name: String
    package var steps: [Int]
    package var values: [Double]

    package init(
      ordinal: Int, name: String, steps: [Int], values: [Double]
    ) {
      self.ordinal = ordinal
      self.name = name
      self.steps = steps
      self.values = values
    }
  }

  package var version = 1
  package var sweep: String
  /// In the order of tasks, then of names. A task's series are on one page.
  package var series: [Series]
  /// The offset of the next page; nil on the last one.
  package var nextOrdinal: Int?

  package init(sweep: String, series: [Series] = [], nextOrdinal: Int? = nil) {
    self.sweep = sweep
    self.series = series
    self.nextOrdinal = nextOrdinal
  }
}
