/// A program as an experiment: what a spec declares of it.
public struct ProgramDeclaration: Hashable, Sendable {
  /// What specs and results are checked against, and what people read.
  public var schema: ExperimentSchema
  public var program: TaskProgram
  /// The files that it brings; nil where it brings none.
  public var bundle: ProgramBundle?
  /// The declaration as one line of YAML, to be read again.
  public var source: String

  public init(schema: ExperimentSchema, program: TaskProgram, bundle: ProgramBundle? = nil, source: String) {
    self.schema = schema
    self.program = program
    self.bundle = bundle
    self.source = source
  }
}

/// A declared program where tasks are planned, recorded and drawn, and not run.
public struct DeclaredExperiment: Experiment {
  public let schema: ExperimentSchema

  public init(_ declaration: ProgramDeclaration) { schema = declaration.schema }

  /// What each parameter's own range does not refuse, the program itself may.
  public var judgedTogether: [Set<String>]? { [] }

  public func run(_ context: any TaskContext) throws -> [String: Double] {
    throw TaskFailure("the program \(schema.name) runs on workers only")
  }
}
