internal import Analysis
internal import Journal
package import Scheduling
package import Spec
package import SweepModel

/// What a data directory knows that helps to plan: finished tasks and how long they took.
package struct PlanHistory {
  /// Durations that are learned from: the newest ones.
  private static let durations = 20_000
  /// Finished tasks that are looked through for those of a large sweep.
  private static let finishedTasks = 200_000
  /// Tasks that are looked up one by one.
  private static let listedTasks = 100_000
  /// Points that stand for all of a larger sweep.
  private static let sampledPoints = 10_000
  /// How many times the work of the most similar finished task nobody can tell what takes.
  private static let farthest = 1e5

  /// What a sweep will take.
  package struct Estimate {
    package var finished = 0
    /// What the finished ones took, in wall seconds together.
    package var finishedSeconds = 0.0
    /// False where the data directory has more finished tasks than were looked through.
    package var isComplete = true
    /// Seconds of the other tasks together, on one core each, with the bounds that they most likely lie in;
    /// nil where it is not known.
    package var seconds: WorkRates.Prediction?
    package var longest: WorkRates.Prediction?
    /// The lower bound of those of which it is known, whatever is known of the rest.
    package var least = 0.0
    /// Why it is not known.
    package var gap: String?
  }

  private let journal: JournalSource?
  private let sweep: Sweep
  private let experiment: (any Experiment)?
  private var similar = SimilarTasks()
  private var cost = SameParameterCost()

  /// Durations that the estimate rests on.
  package private(set) var known = 0

  /// - Parameters:
  ///   - journal: nil where the data directory has none yet.
  ///   - catalog: the experiments that percolate brings.
  package init(_ journal: JournalSource?, of sweep: Sweep, catalog: ExperimentCatalog) throws {
    self.sweep = sweep
    self.journal = journal
    experiment = sweep.catalog(catalog)[sweep.experiment]
    guard let journal, let experiment else { return }
    var cost = cost
    var similar = similar
    var count = 0
    try journal.forEachDuration(
      ofExperiment: sweep.experiment, version: experiment.schema.version, limit: PlanHistory.durations
    ) { task, seconds in
      // A task that its rule ended early says nothing of what its work takes.
      guard task.stop == sweep.stop else { return }
      count += 1
      if let work = experiment.work(task.parameters) {
        similar.learn(task.parameters, work: work, seconds: seconds)
      } else {
        cost.learn(seconds, task.parameters)
      }
    }
    known = count
    self.cost = cost
    similar.settle()
    self.similar = similar
  }

  /// Whether the sweep itself was submitted before.
  package func hasSweep() throws -> Bool {
    try journal?.reader.sweeps().contains { $0.header.id == sweep.id } ?? false
  }

  /// Finished tasks of the sweep, and what the others will take.
  package mutating func estimate() throws -> Estimate {
    var estimate = Estimate()
    // Without a finished task of the experiment none of these is finished, however many there are.
    guard known > 0 else {
      estimate.gap = "no task of experiment \(sweep.experiment) has finished here yet"
      return estimate
    }
    if sweep.taskCount <= PlanHistory.listedTasks {
      try list(into: &estimate)
    } else {
      try sample(into: &estimate)
    }
    return estimate
  }

  /// Looks every task up.
  private mutating func list(into estimate: inout Estimate) throws {
    var sum = Sum()
    var batch: [(id: TaskID, definition: [UInt8])] = []
    var found = 0
    func settle() throws {
      let done = try journal?.finished(among: batch.map(\.id)) ?? [:]
      found += done.count
      // In the order of the tasks: a sum must not depend on that of a dictionary.
      for task in batch { estimate.finishedSeconds += done[task.id] ?? 0 }
      for task in batch where done[task.id] == nil {
        guard let experiment,
          let definition = try? TaskDefinition(canonicalJSON: task.definition, schema: experiment.schema)
        else { continue }
        sum.add(prediction(definition.parameters), count: 1)
      }
      batch.removeAll(keepingCapacity: true)
    }
    try sweep.forEachTask { task in
      batch.append((task.id, task.definitionJSON))
      if batch.count == 10_000 { try settle() }
    }
    try settle()
    estimate.finished = found
    sum.settle(&estimate, scale: 1)
  }

  /// Takes some points for all, and looks through the finished tasks for those of the sweep.
  private mutating func sample(into estimate: inout Estimate) throws {
    let membership = SweepMembership(sweep)
    var (finished, seen, spent) = (0, 0, 0.0)
    try journal?.forEachDuration(
      ofExperiment: sweep.experiment, version: sweep.version, limit: PlanHistory.finishedTasks
    ) { task, seconds in
      seen += 1
      guard membership.contains(task) else { return }
      finished += 1
      spent += seconds
    }
    estimate.finished = finished
    estimate.finishedSeconds = spent
    estimate.isComplete = seen < PlanHistory.finishedTasks
    var sum = Sum()
    sweep.forEachSampledPoint(limit: PlanHistory.sampledPoints) { parameters, count in
      sum.add(prediction(parameters), count: count)
    }
    let open = Double(max(0, sweep.taskCount - finished))
    sum.settle(&estimate, scale: open / Double(max(1, sum.count)))
  }

  private mutating func prediction(_ parameters: Parameters) -> WorkRates.Prediction? {
    if let work = experiment?.work(parameters) { return similar.prediction(parameters, work: work) }
    return cost.prediction(parameters)
  }

  /// Adds up predictions: what is not known of one task is not known of all.
  private struct Sum {
    private(set) var count = 0
    private var unknown = 0
    private var total = WorkRates.Prediction(seconds: 0, low: 0, high: 0, reach: 1)
    private var longest: WorkRates.Prediction?
    /// Of what is near enough to finished tasks to be told.
    private var least = 0.0

    mutating func add(_ prediction: WorkRates.Prediction?, count more: Int) {
      count += more
      guard let prediction else {
        unknown += more
        return
      }
      if prediction.reach <= PlanHistory.farthest { least += prediction.low * Double(more) }
      total.seconds += prediction.seconds * Double(more)
      total.low += prediction.low * Double(more)
      total.high += prediction.high * Double(more)
      if prediction.seconds > longest?.seconds ?? -1 { longest = prediction }
    }

    func settle(_ estimate: inout Estimate, scale: Double) {
      estimate.least = least * scale
      guard unknown == 0 else {
        estimate.gap =
          "no task with the same parameters has finished here for \(unknown) of \(count) "
          + "\(scale == 1 ? "tasks" : "points"), and the experiment does not say how work depends on them"
        return
      }
      if let longest, longest.reach > PlanHistory.farthest {
        estimate.gap =
          "the longest task has \(NumberText.rounded(longest.reach, digits: 2)) times the work of the finished task that is the most "
          + "like it, which is too far to tell; a run of a few larger ones tells more"
        return
      }
      var whole = total
      whole.seconds *= scale
      whole.low *= scale
      whole.high *= scale
      whole.reach = longest?.reach ?? 1
      estimate.seconds = whole
      estimate.longest = longest
    }
  }
}

/// Durations of an experiment that does not say what its work depends on: only those of the same parameters
/// tell anything.
private struct SameParameterCost {
  private var seconds: [Parameters: [Double]] = [:]

  mutating func learn(_ duration: Double, _ parameters: Parameters) {
    seconds[parameters, default: []].append(duration)
  }

  func prediction(_ parameters: Parameters) -> WorkRates.Prediction? {
    seconds[parameters].flatMap { durations in
      WorkRates(durations.map { (work: 1, seconds: $0) }).prediction(of: 1)
    }
  }
}
