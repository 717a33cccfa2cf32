internal import Messages
internal import Results
internal import Spec
internal import SweepModel

/// How far a refined sweep of a running coordinator has been planned.
struct LiveRefinement {
  let sweep: Sweep
  /// How long to wait after a round that could not be planned or written, in seconds.
  static let retrySeconds = 1.0

  /// Its tasks have ended, or it was just read or wanted again: what comes next is to be planned.
  private(set) var isDue = true
  private(set) var isPlanning = false
  /// Monotonic seconds before which it is not tried again, after the disk was full.
  private var notBefore = 0.0
  /// What the last planning found; nil before the first one.
  private var found: RefinementStatus?

  /// Whether more tasks may come.
  var isOpen: Bool { isDue || isPlanning }

  init(sweep: Sweep) { self.sweep = sweep }

  /// Its tasks have ended, or it is wanted again: another round is to be planned.
  mutating func becomeDue() { isDue = true }

  /// Whether to plan a round now, which has begun then.
  ///
  /// - Parameters:
  ///   - isEnded: whether all of its tasks have ended.
  ///   - isCancelled: whether nothing more is wanted of it.
  mutating func beginRound(now: Double, isEnded: Bool, isCancelled: Bool) -> Bool {
    guard isDue, !isPlanning, notBefore <= now, isEnded, !isCancelled else { return false }
    isDue = false
    isPlanning = true
    return true
  }

  /// The round that was begun is planned and in the journal, or is not.
  mutating func endRound(_ outcome: RefinementRound.Outcome, now: Double) {
    isPlanning = false
    switch outcome {
    case .settled(let status), .added(let status, _, _): found = status
    // Most often a task runs again and its end will ask; where none does, it is looked at anew.
    case .overtaken, .postponed:
      isDue = true
      notBefore = now + LiveRefinement.retrySeconds
    case .broken: break
    }
  }

  /// What clients are told.
  func status(isEnded: Bool, isCancelled: Bool) -> RefinementStatus {
    var status = found ?? RefinementStatus(of: sweep)
    status.isSettled = !isOpen && isEnded || isCancelled
    return status
  }
}
