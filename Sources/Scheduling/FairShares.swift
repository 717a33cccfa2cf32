internal import SweepModel

/// Which of the sweeps of one priority is served next: the one that has had the least time of slots.
///
/// Start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): a task begins where its sweep's last one ended, or at the
/// priority's clock where the sweep had nothing to run for a while, and the least beginning goes first. So a sweep of
/// three tasks that comes beside one of a week is served at once, and none saves up time while it is paused or done.
struct FairShares: Sendable {
  /// The beginning of what was handed out last, of each priority, in seconds of slots.
  private var clocks: [Int: Double] = [:]
  /// Where each sweep's last task ends.
  private var ends: [SweepNumber: Double] = [:]

  /// Where tasks begin that found no room when it was their turn: the clock goes on without them, and their turn stays.
  private var passedOver: [SweepNumber: Double] = [:]

  /// Where the sweep's next task begins.
  func start(of sweep: SweepNumber, priority: Int) -> Double {
    max(ends[sweep] ?? 0, passedOver[sweep] ?? clocks[priority] ?? 0)
  }

  /// It was the sweep's turn, and there was no room for its next task.
  mutating func passOver(_ sweep: SweepNumber, priority: Int) {
    passedOver[sweep] = start(of: sweep, priority: priority)
  }

  /// A task of the sweep was handed out that is expected to take so many seconds of slots.
  mutating func charge(_ sweep: SweepNumber, priority: Int, seconds: Double) {
    let start = start(of: sweep, priority: priority)
    clocks[priority] = max(clocks[priority] ?? 0, start)
    passedOver[sweep] = nil
    // What peers said of durations must neither stop a clock nor throw it away.
    ends[sweep] = start + min(max(seconds.isFinite ? seconds : 1, 1e-6), 1e7)
  }

  /// The sweep has another priority now, whose clock is another one, is paused, or is gone.
  mutating func forget(_ sweep: SweepNumber) {
    ends[sweep] = nil
    passedOver[sweep] = nil
  }
}
