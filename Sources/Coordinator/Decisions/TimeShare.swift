/// A share of a thread's time for something that others ask for without end.
struct TimeShare {
  /// Of the time that passes.
  let share: Double
  /// Seconds that may be saved up, so that who asks seldom does not wait.
  let most: Double
  /// Seconds that may be owed after one use that took long.
  let owed: Double
  private var credit: Double
  private var lastLook = -Double.infinity

  /// - Parameter owed: as many as `most` where nothing is given.
  init(share: Double, most: Double, owed: Double? = nil) {
    self.share = share
    self.most = most
    self.owed = owed ?? most
    credit = most
  }

  /// Whether some of it is left.
  ///
  /// - Parameter now: monotonic seconds.
  mutating func isOpen(now: Double) -> Bool {
    credit = min(most, credit + max(0, now - lastLook) * share)
    lastLook = now
    return credit > 0
  }

  /// Seconds of the thread were used.
  mutating func spend(_ seconds: Double) { credit = max(-owed, credit - seconds) }

  /// Seconds until some of it is left.
  var delay: Double { credit > 0 ? 0 : max(0.001, -credit / share) }
}
