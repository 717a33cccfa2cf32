/// How fast images are trained on: for the reader of a running sweep, never for a result.
struct ImageTimer {
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant?
  private var images = 0

  /// Counts from the end of the first batch, which makes what later ones reuse.
  mutating func count(images: Int) {
    if start == nil { start = clock.now } else { self.images += images }
  }

  /// Images a second; nil before the second batch.
  mutating func take() -> Double? {
    guard let start, images > 0 else { return nil }
    let seconds = (clock.now - start) / .seconds(1)
    return seconds > 0 ? Double(images) / seconds : nil
  }
}
