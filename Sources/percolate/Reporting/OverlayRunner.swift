internal import Analysis
internal import Experiments
internal import Results
internal import Spec
internal import SweepModel
internal import Worker

/// Gets what is drawn over a curve: another sweep's results, or another experiment at the same points, run in this
/// process.
///
/// Computed overlays are theory or cheap simulations; what takes long belongs in a sweep of its own, and is then
/// overlaid by the sweep's name. Whatever cannot be had is said in the figure's caption: it is never a reason to have
/// no report.
struct OverlayRunner {
  let sweep: Sweep
  let definition: CurveDefinition
  let tasks: [TaskRecord]

  /// What is there of the curve's overlay.
  ///
  /// - Throws: where the coordinator is gone, which the rest of the report needs too.
  func data(from source: any ResultSource) throws -> OverlayData {
    guard let overlay = definition.overlay else { return OverlayData() }
    switch overlay.source {
    case .sweep(let selector): return try data(ofSweep: selector, metric: overlay.y, from: source)
    case .experiment(let name, let parameters): return run(experiment: name, parameters: parameters)
    }
  }

  private func data(
    ofSweep selector: String, metric: String, from source: any ResultSource
  ) throws -> OverlayData {
    do {
      let details = try source.sweep(selector)
      let tasks = try source.allTasks(of: details)
      let name = details.id == sweep.id ? "this sweep" : "sweep \(details.name)"
      let isThere = tasks.contains { $0.finals[metric] != nil }
      return OverlayData(
        tasks: tasks, name: name,
        problem: isThere ? nil : "No finished task of sweep \(details.name) has the metric \(metric) so far."
      )
    } catch let problem as Problem
      where problem.code == ExitStatus.usage || problem.code == ExitStatus.someFailed
    {
      return OverlayData(
        name: "sweep \(selector)",
        problem: "Sweep \(selector) could not be drawn over it: \(problem.message).")
    }
  }

  /// One record for each distinct set of shared parameters and replicate.
  private func run(experiment name: String, parameters fixed: Parameters) -> OverlayData {
    guard let experiment = ExperimentCatalog.builtIn[name] else {
      return OverlayData(problem: "Experiment \(name) is not one of this program's.")
    }
    let schema = experiment.schema
    var base = schema.defaults
    // What both experiments know keeps its value: an overlay for other data would compare nothing.
    for (key, value) in sweep.parameters {
      if let coerced = schema[key]?.kind.coerced(value) { base[key] = coerced }
    }
    for (key, value) in fixed { base[key] = value }
    let shared =
      ([definition.x, definition.lines, definition.panel].compactMap { $0 }
      + definition.selection.keys.sorted())
      .filter { schema[$0] != nil && fixed[$0] == nil }
    var done: Set<TaskDefinition> = []
    var records: [TaskRecord] = []
    var failures: [String] = []
    for task in tasks where self.definition.selects(task.point) {
      var parameters = base
      for key in shared {
        if let value = task.parameters[key], let coerced = schema[key]?.kind.coerced(value) {
          parameters[key] = coerced
        }
      }
      let draw = sweep.draw(ofReplicate: task.replicate)
      let definition = TaskDefinition(
        experiment: name, version: schema.version, parameters: parameters, seed: draw.seed,
        replicate: draw.replicate)
      guard done.insert(definition).inserted else { continue }
      switch OverlayRunner.result(of: definition, experiment) {
      case .failure(let failure): failures.append(failure.description)
      case .success(let metrics):
        records.append(
          TaskRecord(
            ordinal: records.count, id: definition.id, replicate: task.replicate, status: .done, attempt: 1,
            parameters: parameters, metrics: metrics))
      }
    }
    let problem = failures.first.map {
      "Experiment \(name) failed at \(failures.count) of \(done.count) points, first with: \($0)."
    }
    return OverlayData(tasks: records, problem: problem)
  }

  private static func result(
    of task: TaskDefinition, _ experiment: any Experiment
  ) -> Result<[String: Double], TaskFailure> {
    // Its faults are real: they would end or halt the process that writes the report.
    if let outcome = task.parameters["outcome"], task.experiment == "probe", outcome != .text("ok") {
      return .failure(TaskFailure("an overlay cannot have the outcome \(outcome)"))
    }
    do throws(TaskFailure) {
      switch try LocalTaskRunner.run(definition: task, experiment: experiment) {
      case .finished(let result): return .success(result.metrics)
      case .interrupted: return .failure(TaskFailure("it was interrupted"))
      }
    } catch {
      return .failure(error)
    }
  }
}
