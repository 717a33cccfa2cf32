internal import Glibc

/// Predicts a task's duration from those that finished: log-duration as an overall mean plus one effect
/// for each value of each axis.
///
/// Sweeps are products of axes whose influence on the cost is close to multiplicative (image size, depth,
/// batches), so main effects order tasks well after one task of each value, long before every point ran.
package struct CostModel: Sendable {
  private struct Mean {
    var sum = 0.0
    var count = 0.0
    var value: Double { count > 0 ? sum / count : 0 }
  }

  private var overall = Mean()
  private var effects: [[Mean]] = []
  private var shortest = Double.infinity
  private var longest = 0.0
  /// Recent tasks weigh most: decides how many tasks a slot holds.
  private var recent: Double?

  package init() {}

  /// How many durations were learned.
  package var count: Int { Int(overall.count) }

  /// An exponentially weighted mean of the latest durations, in seconds; nil before the first.
  package var recentSeconds: Double? { recent }

  /// The longest duration that was learned, in seconds; 0 before the first.
  package var longestSeconds: Double { longest }

  /// Whether durations differ enough for an order to matter.
  package var isSpread: Bool { longest > 1 && longest > 2 * shortest }

  /// Learns one duration.
  ///
  /// - Parameter levels: the index of the task's value on each axis.
  package mutating func learn(seconds: Double, levels: ArraySlice<UInt16>) {
    guard seconds.isFinite, seconds >= 0 else { return }
    recent = recent.map { 0.9 * $0 + 0.1 * seconds } ?? seconds
    shortest = min(shortest, seconds)
    longest = max(longest, seconds)
    // A floor of a microsecond keeps the logarithm of an empty task finite.
    let value = log(max(seconds, 1e-6))
    overall.sum += value
    overall.count += 1
    for (axis, level) in levels.enumerated() {
      while effects.count <= axis { effects.append([]) }
      while effects[axis].count <= Int(level) { effects[axis].append(Mean()) }
      effects[axis][Int(level)].sum += value
      effects[axis][Int(level)].count += 1
    }
  }

  /// Prefetched tasks waited instead of running: assume slow ones until durations say otherwise.
  package mutating func prefetchWasTooLarge() { recent = max(recent ?? 0, 1) }

  /// The expected duration in seconds; nil before anything was learned.
  package func expectedSeconds(levels: ArraySlice<UInt16>) -> Double? {
    guard overall.count > 0 else { return nil }
    var value = overall.value
    for (axis, level) in levels.enumerated() where axis < effects.count && Int(level) < effects[axis].count {
      let effect = effects[axis][Int(level)]
      if effect.count > 0 { value += effect.value - overall.value }
    }
    return exp(value)
  }
}
