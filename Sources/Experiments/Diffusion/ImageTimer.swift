internal import Platform

/// How fast images are trained on: for the reader of a running sweep, never for a result.
struct ImageTimer {
  /// Seconds of the monotonic clock.
  private var start: Double?
  private var images = 0

  /// Counts from the end of the first batch, which makes what later ones reuse.
  mutating func count(images: Int) {
    if start == nil { start = MonotonicClock.seconds } else { self.images += images }
  }

  /// Images a second; nil before the second batch.
  mutating func take() -> Double? {
    guard let start, images > 0 else { return nil }
    let seconds = MonotonicClock.seconds - start
    return seconds > 0 ? Double(images) / seconds : nil
  }
}
