package import SweepModel

/// What changed of a sweep since a version of the coordinator's state.
package struct TaskChanges: Sendable {
  /// The version to ask from next time.
  package var version: UInt64
  /// Tasks that ended, were added or are to run again, as they are now.
  package var tasks: [TaskRecord]
  /// What those of them that are done have streamed.
  package var series: [MetricSeries]
}
