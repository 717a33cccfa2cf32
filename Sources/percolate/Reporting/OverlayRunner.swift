import Experiments
import SweepModel
import Worker

/// Computes an overlay: another experiment at the same points, run in this process.
///
/// Overlays are theory or cheap simulations; what takes long belongs in a sweep of its own, and is then
/// overlaid by the sweep's name.
struct OverlayRunner {
  let sweep: Sweep
  let definition: CurveDefinition
  let tasks: [TaskRecord]

  /// One record for each distinct set of shared parameters and replicate.
  func run(experiment name: String, parameters fixed: Parameters) throws -> [TaskRecord] {
    guard let experiment = ExperimentCatalog.builtIn[name] else {
      throw Problem(ExitStatus.usage, "the overlay's experiment \(name) is not one of this program's")
    }
    let schema = experiment.schema
    var base = schema.defaults
    // What both experiments know keeps its value: an overlay for other data would compare nothing.
    for (key, value) in sweep.parameters {
      if let coerced = schema[key]?.kind.coerced(value) { base[key] = coerced }
    }
    for (key, value) in fixed { base[key] = value }
    let shared =
      ([definition.x, definition.series, definition.panel].compactMap { $0 }
      + definition.selection.keys.sorted())
      .filter { schema[$0] != nil && fixed[$0] == nil }
    var done: Set<TaskDefinition> = []
    var records: [TaskRecord] = []
    for task in tasks where self.definition.selects(task.parameters) {
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
      guard
        case .finished(let result) = try LocalTaskRunner.run(definition: definition, experiment: experiment)
      else { continue }
      records.append(
        TaskRecord(
          ordinal: records.count, id: definition.id, replicate: task.replicate, status: .done, attempt: 1,
          parameters: parameters, metrics: result.metrics))
    }
    return records
  }
}
