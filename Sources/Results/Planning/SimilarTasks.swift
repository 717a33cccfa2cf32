internal import Scheduling
internal import SweepModel

/// Durations of finished tasks by their parameters, to predict another task from those that are the most like it.
///
/// What a unit of work takes depends on more than how much work there is: on precisions, samplers, sizes that fit a cache.
/// Of the points that differ in the fewest parameters, and of these the ones with the most similar work, enough are taken
/// to see a spread.
struct SimilarTasks {
  /// Points that are compared with, the newest ones.
  private static let points = 300
  /// Tasks that a prediction rests on, where there are so many.
  private static let enough = 12
  /// Points that are predicted each by itself; beyond it all rest on work alone.
  private static let targets = 2000

  private var known: [(parameters: Parameters, work: Double, seconds: [Double])] = []
  private var indices: [Parameters: Int] = [:]
  private var all: [(work: Double, seconds: Double)] = []
  private var rates = WorkRates([])
  private var answers: [Parameters: WorkRates.Prediction] = [:]

  mutating func learn(_ parameters: Parameters, work: Double, seconds: Double) {
    all.append((work, seconds))
    if let index = indices[parameters] {
      known[index].seconds.append(seconds)
    } else if known.count < SimilarTasks.points {
      indices[parameters] = known.count
      known.append((parameters, work, [seconds]))
    }
  }

  /// Nothing more is learned.
  mutating func settle() { rates = WorkRates(all) }

  /// Nil before anything was learned.
  mutating func prediction(_ parameters: Parameters, work: Double) -> WorkRates.Prediction? {
    if let answer = answers[parameters] { return answer }
    guard answers.count < SimilarTasks.targets else { return rates.prediction(of: work) }
    let order = known.indices.map { index in
      let point = known[index]
      let differences = parameters.count { point.parameters[$0.key] != $0.value }
      let ratio = point.work > work ? point.work / work : work / point.work
      return (differences, ratio, index)
    }.sorted { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }
    var chosen: [(work: Double, seconds: Double)] = []
    for (_, _, index) in order {
      if chosen.count >= SimilarTasks.enough { break }
      chosen += known[index].seconds.map { (known[index].work, $0) }
    }
    let answer = WorkRates(chosen).prediction(of: work)
    answers[parameters] = answer
    return answer
  }
}
