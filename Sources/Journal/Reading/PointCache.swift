package import SweepModel
internal import Synchronization

/// The parameters of points that were read lately, for the rows of one experiment.
///
/// Replicates have the same text of parameters: it is read once, and their tasks share its memory.
package final class PointCache: Sendable {
  /// Points at most: as many take a few megabytes.
  private static let limit = 1 << 14

  private struct State {
    var points: [ArraySlice<UInt8>: TaskPoint] = [:]
    /// What all points share memory with.
    var point: TaskPoint?
    var metrics = TaskMetrics.none
  }

  private let typing: @Sendable (Parameters) -> Parameters
  private let state = Mutex(State())

  /// - Parameter typing: gives parameters the types that readers expect.
  package init(typing: @escaping @Sendable (Parameters) -> Parameters = { $0 }) { self.typing = typing }

  /// The parameters of a task.
  ///
  /// - Parameter definition: its canonical JSON.
  /// - Throws: where it is none.
  func point(of definition: [UInt8]) throws(TaskDefinition.Mismatch) -> TaskPoint {
    guard let length = TaskDefinition.pointLength(ofCanonicalJSON: definition) else {
      return TaskPoint(typing(try TaskDefinition(canonicalJSON: definition).parameters))
    }
    // Whatever stands before the replicate was read once, and the end is in order: so is all of it.
    let text = definition[..<length]
    if let point = state.withLock({ $0.points[text] }) { return point }
    let parameters = typing(try TaskDefinition(canonicalJSON: definition).parameters)
    return state.withLock { state in
      let point = state.point.map { TaskPoint(parameters, sharing: $0) } ?? TaskPoint(parameters)
      state.point = point
      if state.points.count >= PointCache.limit { state.points.removeAll(keepingCapacity: true) }
      state.points[text] = point
      return point
    }
  }

  /// Metrics that share their names with those before.
  func finals(_ metrics: [String: Double]) -> TaskMetrics {
    state.withLock { state in
      state.metrics = TaskMetrics(metrics, sharing: state.metrics)
      return state.metrics
    }
  }
}
