internal import Coordinator
internal import Messages
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel

/// What `plan` finds out.
struct PlanDocument: Document {
  struct Exclusion: Codable, Sendable {
    var count: Int
    var reason: String
  }

  var version = 1
  var sweep: String
  var name: String
  var experiment: String
  var planned: Int
  var tasks: Int
  /// The most tasks that a refined sweep may come to; nil for a grid.
  var mostTasks: Int?
  /// Core-seconds that a sweep which grows may cost; nil for no limit.
  var budget: Double?
  var excluded: Int
  var exclusions: [Exclusion]
  /// Tasks with a result in the data directory.
  var finished: Int
  /// False where `finished` may be too small: the data directory has more results than were looked through.
  var finishedIsComplete: Bool
  /// Predicted core-hours of the unfinished tasks; nil where they are not known.
  var coreHours: Double?
  /// Bounds that they most likely lie in.
  var coreHoursLow: Double?
  var coreHoursHigh: Double?
  var longestTaskSeconds: Double?
  /// How many times the work of a finished task the longest one is: far from 1 the prediction is rough.
  var extrapolation: Double?
  /// Why there is no prediction.
  var unknownBecause: String?
  /// Durations that the prediction rests on.
  var durationsKnown: Int
  /// What the spec may not mean, with its place.
  var warnings: [String]

  init(_ sweep: Sweep, history: PlanHistory) throws {
    var history = history
    self.sweep = "\(sweep.id)"
    name = sweep.name
    experiment = sweep.experiment
    tasks = sweep.taskCount
    budget = sweep.budget
    mostTasks = !sweep.grows ? nil : sweep.mostTaskCount
    excluded = sweep.excludedTaskCount
    planned = tasks + excluded
    exclusions = sweep.excluded().map { .init(count: $0.count, reason: $0.reason) }
    let estimate: PlanHistory.Estimate
    do { estimate = try history.estimate() } catch { throw Problem(ExitStatus.someFailed, "\(error)") }
    let threads = Double(sweep.resources.threads)
    finished = estimate.finished
    finishedIsComplete = estimate.isComplete
    coreHours = estimate.seconds.map { $0.seconds / 3600 * threads }
    coreHoursLow = estimate.seconds.map { $0.low / 3600 * threads }
    coreHoursHigh = estimate.seconds.map { $0.high / 3600 * threads }
    longestTaskSeconds = estimate.longest?.seconds
    extrapolation = estimate.longest?.reach
    unknownBecause = estimate.gap
    durationsKnown = history.known
    warnings = sweep.warnings.map(\.description)
  }
}
