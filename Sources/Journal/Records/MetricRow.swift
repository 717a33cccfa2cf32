package import SweepModel

/// One streamed value of one task.
package struct MetricRow: Sendable, Hashable {
  package var name: String
  package var step: Int
  package var value: Double

  package init(name: String, step: Int, value: Double) {
    self.name = name
    self.step = step
    self.value = value
  }
}

/// One streamed value of a sweep, for export.
package struct SweepMetricRow: Sendable, Hashable {
  /// The task's place in the sweep's expansion, from 0.
  package var ordinal: Int
  package var task: TaskNumber
  package var row: MetricRow
}
