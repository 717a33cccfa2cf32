internal import SweepModel

/// Whether a child process that ended is started again, and when.
///
/// One that ends now and then is replaced at once; one that ends again and again is given a growing pause, and given up
/// where it does so too often within a minute: what it meets will not go away.
struct RestartRule {
  /// What becomes of a child.
  enum Decision: Equatable {
    case restart(after: Double)
    case giveUp(reason: String)
  }

  /// Seconds over which ends are counted.
  static let window = 60.0
  /// Ends within the window at which a child is given up.
  static let limit = 5
  /// Seconds before the first restart of a window; each further one waits twice as long.
  static let firstPause = 0.25

  private var ends: [Double] = []

  /// A child has ended although nobody asked it to.
  ///
  /// - Parameter now: monotonic seconds.
  mutating func ended(_ ending: ChildEnding, now: Double) -> Decision {
    // It was refused, or told what it cannot do, and would be again.
    if ending == .exited(ExitStatus.unreachable) || ending == .exited(ExitStatus.usage) {
      return .giveUp(reason: ending.description)
    }
    ends.removeAll { now - $0 > RestartRule.window }
    ends.append(now)
    guard ends.count < RestartRule.limit else {
      let seconds = DurationText.format(RestartRule.window)
      return .giveUp(
        reason: "ended \(ends.count) times within \(seconds); the last time it \(ending.description)")
    }
    var pause = RestartRule.firstPause
    for _ in 1..<ends.count { pause *= 2 }
    return .restart(after: pause)
  }
}
