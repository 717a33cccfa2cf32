import SweepModel
import Transport

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
    guard let name = HeldTask(assignment).experiment else {
      throw Refusal(description: "the task's definition names no experiment", isFinal: true)
    }
    guard let experiment = catalog[name] else {
      throw Refusal(
        description:
          "this worker has no experiment \(name) (it has \(catalog.names.joined(separator: ", "))); "
          + "install the coordinator's release on this machine")
    }
    // Of another release than the coordinator's, before it is held against this one's parameters.
    if let version = (try? TaskDefinition(canonicalJSON: bytes))?.version,
      version != experiment.schema.version
    {
      throw Refusal(
        description: "the task needs version \(version) of the experiment \(name), this worker "
          + "has version \(experiment.schema.version); install the coordinator's release on this machine")
    }
    do {
      definition = try TaskDefinition(canonicalJSON: bytes, schema: experiment.schema)
    } catch {
      throw Refusal(
        description: "the task's definition does not fit the experiment \(name): \(error)", isFinal: true)
    }
    self.experiment = experiment
    threads = max(1, Int(min(assignment.threads, 4096)))
  }
}
