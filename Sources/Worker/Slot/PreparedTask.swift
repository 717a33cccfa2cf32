internal import Messages
internal import SweepModel
internal import Transport

/// An assignment after all checks: its bytes are what its id says, and this program can run it.
struct PreparedTask {
  /// Why an assignment cannot be run here.
  struct Refusal: Error {
    let description: String
    /// Whether every worker would refuse it.
    var isFinal = false
  }

  let definition: TaskDefinition
  let experiment: any Experiment
  let threads: Int

  /// - Throws: ``Refusal`` with a sentence for the report.
  init(_ assignment: WireAssignment, catalog: ExperimentCatalog) throws(Refusal) {
    let bytes = [UInt8](assignment.definition)
    guard let id = Digest(bytes: assignment.task), Digest(of: bytes) == id else {
      throw Refusal(
        description: "the task's definition does not match its id: it was damaged on its way, or the "
          + "coordinator is another release; compare `percolate --version` on both")
    }
    do {
      let stored = try TaskDefinition(canonicalJSON: bytes)
      guard stored.experiment == assignment.experiment,
        UInt64(exactly: stored.version) == assignment.experimentVersion
      else {
        throw Refusal(
          description: "the task was handed out as one of \(assignment.experiment) version "
            + "\(assignment.experimentVersion), but its definition says \(stored.experiment) version "
            + "\(stored.version): it was damaged on its way, or the coordinator is another release; "
            + "compare `percolate --version` on both")
      }
      experiment = try PreparedTask.experiment(of: stored, in: catalog)
      definition = try stored.typed(by: experiment.schema)
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(description: "the task's definition cannot be run: \(error)", isFinal: true)
    }
    threads = max(1, Int(min(assignment.threads, 4096)))
  }

  /// The experiment that a task is one of, in the version that the task needs.
  private static func experiment(
    of task: TaskDefinition, in catalog: ExperimentCatalog
  ) throws(Refusal) -> any Experiment {
    if task.program != nil, !catalog.runsPrograms {
      throw Refusal(description: "this worker runs no programs: it was started with --no-programs")
    }
    guard let experiment = catalog.experiment(of: task) else {
      throw Refusal(
        description: "this worker has no experiment \(task.experiment) (it has "
          + "\(catalog.names.joined(separator: ", "))); install the coordinator's release on this machine")
    }
    // Of another release than the coordinator's, before it is held against this one's parameters.
    guard task.version == experiment.schema.version else {
      throw Refusal(
        description:
          "the task needs version \(task.version) of the experiment \(task.experiment), this worker "
          + "has version \(experiment.schema.version); install the coordinator's release on this machine")
    }
    return experiment
  }
}
