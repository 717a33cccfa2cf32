import SweepModel
import Transport

/// An assignment after all checks: its bytes are what its id says, and this program can run it.
struct PreparedTask {
  /// Why an assignment cannot be run here.
  struct Refusal: Error {
    let description: String
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
    guard let name = HeldTask(assignment).experiment else {
      throw Refusal(description: "the task's definition names no experiment")
    }
    guard let experiment = catalog[name] else {
      throw Refusal(
        description:
          "this worker has no experiment \(name) (it has \(catalog.names.joined(separator: ", "))); "
          + "install the coordinator's release on this machine")
    }
    do {
      definition = try TaskDefinition(canonicalJSON: bytes, schema: experiment.schema)
    } catch {
      throw Refusal(description: "the task's definition does not fit the experiment \(name): \(error)")
    }
    guard definition.version == experiment.schema.version else {
      throw Refusal(
        description: "the task needs version \(definition.version) of the experiment \(name), this worker "
          + "has version \(experiment.schema.version); install the coordinator's release on this machine")
    }
    self.experiment = experiment
    threads = max(1, Int(min(assignment.threads, 4096)))
  }
}
