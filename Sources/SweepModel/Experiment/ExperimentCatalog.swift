/// The experiments that a coordinator accepts or a worker can run, by name.
public struct ExperimentCatalog: Sendable {
  /// Makes the experiment that runs a program.
  public typealias ProgramMaker =
    @Sendable (_ program: TaskProgram, _ name: String, _ version: Int) -> any Experiment

  private var byName: [String: any Experiment]
  private var makeProgram: ProgramMaker?

  /// Where two share a name the first one counts.
  public init(_ experiments: [any Experiment]) {
    byName = Dictionary(experiments.map { ($0.schema.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The experiment of that name, or nil.
  public subscript(name: String) -> (any Experiment)? { byName[name] }

  /// All names, sorted.
  public var names: [String] { byName.keys.sorted() }

  /// Whether tasks that bring their program can be run.
  public var runsPrograms: Bool { makeProgram != nil }

  /// The same experiments, and programs that tasks bring.
  public func running(programs make: @escaping ProgramMaker) -> ExperimentCatalog {
    var catalog = self
    catalog.makeProgram = make
    return catalog
  }

  /// The same experiments, and what a sweep declares.
  public func including(_ declaration: ProgramDeclaration?) -> ExperimentCatalog {
    guard let declaration else { return self }
    var catalog = self
    catalog.byName[declaration.schema.name] = DeclaredExperiment(declaration)
    return catalog
  }

  /// The same experiments, with what results of one of them have where its tasks have a stop rule.
  public func stopping(_ name: String) -> ExperimentCatalog {
    guard let experiment = byName[name] else { return self }
    var catalog = self
    catalog.byName[name] = StoppingExperiment(experiment)
    return catalog
  }

  /// What runs a task: its own program, or the experiment of its name; nil where there is none.
  public func experiment(of task: TaskDefinition) -> (any Experiment)? {
    guard let program = task.program else { return byName[task.experiment] }
    return makeProgram?(program, task.experiment, task.version)
  }
}
