/// How fast a sweep's tasks end: over the last minute, or over the last thirty that ended where that is longer.
///
/// A minute of long tasks has a handful of ends, and what they say of the rate changes by factors from one to the next.
struct ProgressMeter {
  private static let window = 60.0
  private static let ends = 30
  private static let leastEnds = 4
  /// Samples of a sweep whose tasks take long: one for each end, at most one a second.
  private var samples: [(time: Double, ended: Int)] = []
  private var newest: (time: Double, ended: Int)?

  /// Notes how many tasks have ended by now; at most one sample a second is kept.
  mutating func note(ended: Int, now: Double) {
    defer { newest = (now, ended) }
    guard let last = samples.last else { return samples.append((now, ended)) }
    guard ended != last.ended, now - last.time >= 1 else { return }
    samples.append((now, ended))
    while samples.count > 2, now - samples[1].time >= ProgressMeter.window,
      ended - samples[1].ended >= ProgressMeter.ends
    {
      samples.removeFirst()
    }
  }

  /// Begins anew, as after a pause that says nothing of how fast tasks end.
  mutating func restart() {
    samples = []
    newest = nil
  }

  private var span: (seconds: Double, ended: Int)? {
    guard let first = samples.first, let newest, newest.time > first.time, newest.ended > first.ended else {
      return nil
    }
    return (newest.time - first.time, newest.ended - first.ended)
  }

  /// Tasks per second; nil before anything ended.
  var rate: Double? { span.map { Double($0.ended) / $0.seconds } }

  /// Seconds for `remaining` more tasks and the ends of a 95 % interval; nil before a few have ended.
  ///
  /// The interval treats ends as a Poisson process: with n ends in the window the rate is known to
  /// 1.96 / sqrt(n). It says how much was seen, not that later tasks cost the same.
  func eta(remaining: Int) -> (seconds: Double, low: Double, high: Double)? {
    guard let rate, let span, span.ended >= ProgressMeter.leastEnds else { return nil }
    let seconds = Double(remaining) / rate
    let spread = min(0.95, 1.96 / Double(span.ended).squareRoot())
    return (seconds, seconds / (1 + spread), seconds / (1 - spread))
  }
}
