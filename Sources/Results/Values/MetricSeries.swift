package import Analysis

/// One streamed metric of one task.
package struct MetricSeries: Sendable, Equatable {
  /// The task's place in the sweep's expansion, from 0.
  package var ordinal: Int
  package var name: String
  /// By rising step.
  package var samples: [MetricStream.Sample]
}
