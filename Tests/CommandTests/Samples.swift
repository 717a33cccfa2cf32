import Messages
import SweepModel

@testable import Coordinator
@testable import percolate

/// Sweeps as a coordinator describes them.
enum Samples {
  static func sweep(
    done: Int = 5000, failed: Int = 3, running: Int = 8, pending: Int = 5063, cancelled: Int = 2,
    excluded: Int = 4, rate: Double? = 12, state: String = "active"
  ) -> StatusDocument.SweepStatus {
    var census = Census()
    census.done = done
    census.failed = failed
    census.running = running
    census.pending = pending
    census.cancelled = cancelled
    census.excluded = excluded
    return .init(
      id: "a5e5e774fb06", name: "sample", experiment: "probe", state: state, priority: 0,
      planned: census.planned, census: census, rate: rate, submittedAt: 0)
  }

  static let left = TimeLeft(seconds: 200, low: 130, high: 330)
}
