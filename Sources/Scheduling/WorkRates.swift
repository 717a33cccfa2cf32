internal import Foundation

/// How long a unit of work took in tasks that finished, to say how long other tasks will take.
package struct WorkRates: Sendable {
  /// A duration that is expected, and between which bounds it most likely lies.
  package struct Prediction: Equatable, Sendable {
    package var seconds: Double
    package var low: Double
    package var high: Double
    /// How many times more (or less, below 1) work it is than that of the nearest task that finished.
    package var reach: Double

    package init(seconds: Double, low: Double, high: Double, reach: Double) {
      self.seconds = seconds
      self.low = low
      self.high = high
      self.reach = reach
    }
  }

  /// Tasks of like work that a prediction rests on: enough to see a spread.
  private static let neighbours = 64
  /// A factor that is always allowed for: processors differ, and get warm.
  private static let leastSpread = 1.25
  /// Bounds widen by this for each factor of ten beyond what was measured: caches are left, fixed costs vanish.
  private static let spreadPerDecade = 2.0

  /// By rising work.
  private var samples: [(work: Double, rate: Double)] = []

  /// How many tasks were learned from.
  package var count: Int { samples.count }

  /// - Parameter tasks: work, above 0, and seconds of each.
  package init(_ tasks: [(work: Double, seconds: Double)]) {
    samples = tasks.compactMap { task in
      guard task.work > 0, task.work.isFinite, task.seconds >= 0, task.seconds.isFinite else { return nil }
      return (task.work, task.seconds / task.work)
    }.sorted { $0.work < $1.work }
  }

  /// Nil before anything was learned, and for work that is no number.
  package func prediction(of work: Double) -> Prediction? {
    guard !samples.isEmpty, work > 0, work.isFinite else { return nil }
    let near = nearest(to: work)
    let rates = samples[near].map(\.rate).sorted()
    let middle = rates[rates.count / 2]
    let (first, last) = (samples[near.lowerBound].work, samples[near.upperBound - 1].work)
    let reach = work > last ? work / last : work < first ? work / first : 1
    let decades = abs(log10(reach))
    let spread = WorkRates.leastSpread * pow(WorkRates.spreadPerDecade, min(decades, 6))
    return Prediction(
      seconds: work * middle, low: work * min(rates[rates.count / 10], middle / spread),
      high: work * max(rates[rates.count - 1 - rates.count / 10], middle * spread), reach: reach)
  }

  /// The tasks whose work is the most like.
  private func nearest(to work: Double) -> Range<Int> {
    var (low, high) = (0, samples.count)
    while low < high {
      let middle = (low + high) / 2
      if samples[middle].work < work { low = middle + 1 } else { high = middle }
    }
    var (first, end) = (low, low)
    while end - first < WorkRates.neighbours, first > 0 || end < samples.count {
      if end == samples.count
        || first > 0 && work / samples[first - 1].work <= samples[end].work / work
      {
        first -= 1
      } else {
        end += 1
      }
    }
    return first..<end
  }
}
