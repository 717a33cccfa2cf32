internal import Messages
internal import Spec
internal import SweepModel

/// How far a refined sweep of a running coordinator has been planned.
struct LiveRefinement {
  let sweep: Sweep
  /// Its tasks have ended, or it was just read or wanted again: what comes next is to be planned.
  var isDue = true
  var isPlanning = false
  /// Monotonic seconds before which it is not tried again, after the disk was full.
  var notBefore = 0.0
  /// What the last planning found; nil before the first one.
  var status: RefinementStatus?

  /// Whether more tasks may come.
  var isOpen: Bool { isDue || isPlanning }

  init(sweep: Sweep) { self.sweep = sweep }
}
