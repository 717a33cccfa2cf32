import Coordinator
import SweepModel

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
  var excluded: Int
  var exclusions: [Exclusion]
  /// Tasks with a result in the data directory.
  var finished: Int
  /// Predicted core-hours of the unfinished tasks; nil while no duration is known.
  var coreHours: Double?
  var longestTaskSeconds: Double?
  /// Durations that the prediction rests on.
  var durationsKnown: Int

  init(_ sweep: Sweep, history: PlanHistory) throws {
    self.sweep = "\(sweep.id)"
    name = sweep.name
    experiment = sweep.experiment
    tasks = sweep.taskCount
    mostTasks = sweep.refinement == nil ? nil : sweep.mostTaskCount
    excluded = sweep.excludedTaskCount
    planned = tasks + excluded
    exclusions = sweep.excluded().map { .init(count: $0.count, reason: $0.reason) }
    let estimate = try history.estimate(sweep)
    finished = estimate.finished
    coreHours = estimate.seconds.map { $0 / 3600 * Double(sweep.resources.threads) }
    longestTaskSeconds = estimate.longest
    durationsKnown = history.known
  }
}
