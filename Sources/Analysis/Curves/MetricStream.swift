package import SweepModel

/// What one task reported of one metric while it ran.
package struct MetricStream: Sendable, Equatable {
  /// One reported number.
  package struct Sample: Sendable, Equatable {
    package var step: Int
    package var value: Double

    package init(step: Int, value: Double) {
      self.step = step
      self.value = value
    }
  }

  package var task: TaskID
  /// In any order; where a step occurs twice, as after a restart from a checkpoint, the later one counts.
  package var samples: [Sample]

  package init(task: TaskID, samples: [Sample]) {
    self.task = task
    self.samples = samples
  }
}
