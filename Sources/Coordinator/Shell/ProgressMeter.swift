/// How fast a sweep's tasks finish, over the last minute.
struct ProgressMeter {
  private var samples: [(time: Double, ended: Int)] = []
  private let window = 60.0

  /// Notes how many tasks have ended by now; at most one sample a second is kept.
  mutating func note(ended: Int, now: Double) {
    if let last = samples.last, now - last.time < 1 {
      if samples.count > 1 { samples[samples.count - 1].ended = ended }
      return
    }
    samples.append((now, ended))
    while samples.count > 2, let first = samples.first, now - first.time > window { samples.removeFirst() }
  }

  /// Tasks per second over the window; nil before anything ended in it.
  var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.time > first.time,
      last.ended > first.ended
    else { return nil }
    return Double(last.ended - first.ended) / (last.time - first.time)
  }

  /// Seconds for `remaining` more tasks and the ends of a 95 % interval.
  ///
  /// The interval treats ends as a Poisson process: with n ends in the window the rate is known to
  /// 1.96 / sqrt(n). It says how much was seen, not that later tasks cost the same.
  func eta(remaining: Int) -> (seconds: Double, low: Double, high: Double)? {
    guard let rate, let first = samples.first, let last = samples.last else { return nil }
    let seconds = Double(remaining) / rate
    let spread = min(0.95, 1.96 / Double(last.ended - first.ended).squareRoot())
    return (seconds, seconds / (1 + spread), seconds / (1 - spread))
  }
}
