internal import Foundation

/// How long a sweep will still take.
struct TimeLeft: Equatable, Sendable {
  var seconds: Double
  /// The ends of an interval around it.
  var low: Double
  var high: Double
}

/// A time left that does not jump: new estimates pull it towards them, and in between it runs down as time does.
///
/// Estimates are made of a few ends each and scatter by factors, so they are averaged as logarithms, with the weight
/// of one falling to 1/e in ``memory`` seconds; sooner while there are few, since the first are the worst. The interval always holds the newest estimate: a sudden change is
/// seen there at once.
struct SmoothedTimeLeft {
  /// Seconds.
  static let memory = 20.0

  private var value: TimeLeft?
  private var time = 0.0
  private var begun = 0.0

  /// Takes an estimate, nil where there is none, and gives what to show.
  ///
  /// - Parameter now: monotonic seconds.
  mutating func update(_ estimate: TimeLeft?, now: Double) -> TimeLeft? {
    guard let estimate, estimate.seconds.isFinite, estimate.seconds >= 0, estimate.low.isFinite,
      estimate.high.isFinite
    else {
      value = nil
      return nil
    }
    let passed = max(0, now - time)
    time = now
    guard let old = value else {
      value = estimate
      begun = now
      return estimate
    }
    let memory = min(SmoothedTimeLeft.memory, max(1, (now - begun) / 3))
    let weight = 1 - exp(-passed / memory)
    func blend(_ old: Double, _ new: Double) -> Double {
      // A tenth of a second keeps the logarithm of nothing finite.
      let (from, to) = (max(old - passed, 0.1), max(new, 0.1))
      return exp(log(from) + weight * (log(to) - log(from)))
    }
    let blended = TimeLeft(
      seconds: blend(old.seconds, estimate.seconds), low: blend(old.low, estimate.low),
      high: blend(old.high, estimate.high))
    value = blended
    return TimeLeft(
      seconds: blended.seconds, low: min(blended.low, estimate.seconds, blended.seconds),
      high: max(blended.high, estimate.seconds, blended.seconds))
  }
}
