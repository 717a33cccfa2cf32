/// A program as an experiment: what a spec declares of it.
public struct ProgramDeclaration: Hashable, Sendable {
  /// What specs and results are checked against, and what people read.
  public var schema: ExperimentSchema
  public var program: TaskProgram
  /// The files that it brings; nil where it brings none.
  public var bundle: ProgramBundle?
  /// Whether it ends when a stop rule says so.
  public var stops: Bool
  /// The declaration as one line of YAML, to be read again.
  public var source: String

  public init(
    schema: ExperimentSchema, program: TaskProgram, bundle: ProgramBundle? = nil, stops: Bool = false,
    source: String
  ) {
    self.schema = schema
    self.program = program
    self.bundle = bundle
    self.stops = stops
    self.source = source
  }
}

/// A declared program where tasks are planned, recorded and drawn, and not run.
public struct DeclaredExperiment: Experiment {
  public let schema: ExperimentSchema
  private let stops: Bool

  public init(_ declaration: ProgramDeclaration) {
    schema = declaration.schema
    stops = declaration.stops
  }

  /// What each parameter's own range does not refuse, the program itself may.
  public var judgedTogether: [Set<String>]? { [] }

  public func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
    stops
      ? .unknown
      : .refused(
        "the program \(schema.name) does not say `stops: true`: that it ends when $PERCOLATE_STOP says so")
  }

  public func run(_ context: any TaskContext) throws -> [String: Double] {
    throw TaskFailure("the program \(schema.name) runs on workers only")
  }
}
