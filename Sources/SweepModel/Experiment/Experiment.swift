/// Something that can be swept. This is how percolate is extended: describe the parameters and metrics,
/// then compute them in ``run(_:)``.
///
/// A task must depend on nothing but its ``TaskContext``: the same context gives the same bits, on any
/// worker, from the start or from a checkpoint. `percolate replay` checks that.
public protocol Experiment: Sendable {
  /// Parameters, metrics and artifacts, known before anything runs.
  var schema: ExperimentSchema { get }

  /// Refuses combinations that each parameter's own range cannot rule out, before anything is submitted.
  ///
  /// - Throws: ``InvalidParameters`` with the parameter to change and why.
  func validate(_ parameters: Parameters) throws(InvalidParameters)

  /// Runs one task on the calling thread and returns its final metrics by name.
  ///
  /// Long computations report metrics as they go, save checkpoints, and look at
  /// ``TaskContext/shouldStop`` between steps; when it is true they save and throw ``TaskInterrupted``.
  func run(_ context: any TaskContext) throws -> [String: Double]

  /// Runs tasks that differ only in their replicate in one call, for experiments whose
  /// ``ExperimentSchema/replicatesTogether`` is more than 1: small trainings share vector registers.
  ///
  /// Each task is leased, limited, recorded and replayed by itself, so each must get the very bits that
  /// ``run(_:)`` gives it alone, and its own outcome, in the order of the contexts.
  func run(together contexts: [any TaskContext]) -> [Result<[String: Double], any Error>]
}

extension Experiment {
  public func validate(_ parameters: Parameters) throws(InvalidParameters) {}

  public func run(together contexts: [any TaskContext]) -> [Result<[String: Double], any Error>] {
    contexts.map { context in Result { try run(context) } }
  }
}

/// A combination of parameters that cannot be run.
public struct InvalidParameters: Error, Sendable, CustomStringConvertible {
  /// The parameter whose value should change.
  public var parameter: String
  /// A sentence: what was found, what was expected.
  public var description: String

  public init(_ parameter: String, _ description: String) {
    self.parameter = parameter
    self.description = description
  }
}

/// Thrown by an experiment that stopped because it was asked to; not a failure.
public struct TaskInterrupted: Error, Sendable {
  public init() {}
}

/// A task that cannot succeed as given, and is not tried again; the message is what the user reads in the report.
/// For what another attempt may not meet, such as a file that cannot be read now, throw any other error.
public struct TaskFailure: Error, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}
