/// The experiments that a coordinator accepts or a worker can run, by name.
public struct ExperimentCatalog: Sendable {
  private let byName: [String: any Experiment]

  /// Where two share a name the first one counts.
  public init(_ experiments: [any Experiment]) {
    byName = Dictionary(experiments.map { ($0.schema.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The experiment of that name, or nil.
  public subscript(name: String) -> (any Experiment)? { byName[name] }

  /// All names, sorted.
  public var names: [String] { byName.keys.sorted() }
}
