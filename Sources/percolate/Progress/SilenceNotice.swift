internal import SweepModel

/// When to say that a coordinator does not answer: after a while, then now and again, and once it is back.
struct SilenceNotice {
  /// Seconds of silence that are normal: a coordinator answers questions that wait for news every five seconds.
  var patience = 8.0
  /// Seconds between two notices.
  var interval = 30.0
  private var lastSaid: Double?

  init(patience: Double = 8, interval: Double = 30) {
    self.patience = patience
    self.interval = interval
  }

  /// What to say about a silence of so many seconds; nil where nothing is due.
  mutating func due(silence: Double) -> String? {
    guard silence >= patience else {
      lastSaid = nil
      return nil
    }
    if let lastSaid, silence - lastSaid < interval { return nil }
    lastSaid = silence
    return SilenceNotice.text(silence)
  }

  /// Whether a silence is long enough to be shown.
  func isLong(_ silence: Double) -> Bool { silence >= patience }

  /// An answer came.
  ///
  /// - Returns: what to say of it, where the silence before it was spoken of.
  mutating func answered() -> String? {
    defer { lastSaid = nil }
    return lastSaid == nil ? nil : "the coordinator answers again"
  }

  static func text(_ silence: Double) -> String {
    "no answer from the coordinator for \(DurationText.format(silence.rounded())), trying again"
  }
}
