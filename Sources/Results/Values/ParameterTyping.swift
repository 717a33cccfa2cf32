internal import Spec
internal import SweepModel

/// Gives the parameters of a sweep's rows the types of the experiment's schema.
struct ParameterTyping: Sendable {
  private let definitions: [String: ParameterDefinition]

  /// - Parameter catalog: of an experiment that it lacks, or has in another version, values stay as they are
  ///   written.
  init(experiment: String, version: Int, catalog: ExperimentCatalog) {
    let found = catalog[experiment]?.schema
    let schema = found?.version == version ? found : nil
    definitions = Dictionary(
      (schema?.parameters ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  init(_ sweep: SweepDetails, _ catalog: ExperimentCatalog) {
    // Read off the spec only where it may declare one: it may have megabytes.
    let program = catalog[sweep.experiment] == nil ? Sweep.program(inResolved: sweep.resolved) : nil
    self.init(
      experiment: sweep.experiment, version: sweep.version, catalog: catalog.including(program))
  }

  /// The values as the schema's parameters hold them; unchanged where it does not know or take them.
  func typed(_ parameters: Parameters) -> Parameters {
    var typed = parameters
    for (name, value) in parameters {
      guard let held = definitions[name]?.kind.coerced(value), held != value else { continue }
      typed[name] = held
    }
    return typed
  }
}
