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
    guard let name = PreparedTask.experimentName(in: bytes) else {
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

  /// Canonical JSON starts with the experiment, its first key in order, so that no parse is needed to find
  /// the schema that the parse needs.
  private static func experimentName(in bytes: [UInt8]) -> String? {
    let prefix = Array(#"{"experiment":""#.utf8)
    guard bytes.starts(with: prefix) else { return nil }
    let name = bytes.dropFirst(prefix.count).prefix { $0 != UInt8(ascii: "\"") }
    return String(validating: name, as: UTF8.self)
  }
}
