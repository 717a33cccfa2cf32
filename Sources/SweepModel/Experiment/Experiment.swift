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

  /// Which parameters ``validate(_:)`` judges together: it refuses a point exactly where it would refuse one
  /// with the same values of the parameters of some group, whatever the others are.
  ///
  /// It saves time alone: points are then checked once for each combination of a group, not for each of all
  /// parameters, which is what a sweep of millions of points can afford. Nil, the default, for all together;
  /// empty where nothing is refused.
  var judgedTogether: [Set<String>]? { get }

  /// How much a task computes, in a unit of the experiment's own such as multiplications: a task of twice the
  /// work takes twice the time on the same processor. Nil, the default, where it cannot be said.
  ///
  /// `plan` predicts with it what was never run, from tasks that were. Parameters were validated.
  func work(_ parameters: Parameters) -> Double?

  /// How many values of a streamed metric a stop rule would find at steps from `step` on and before the last one.
  ///
  /// An experiment whose tasks may end early looks at ``TaskContext/isOver`` after it has streamed values, and then
  /// does what it does after its last step. Only metrics that depend on nothing but the task count. The default refuses
  /// all. Parameters were validated.
  func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport

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

  public var judgedTogether: [Set<String>]? { nil }

  public func work(_ parameters: Parameters) -> Double? { nil }

  public func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
    .refused("tasks of experiment \(schema.name) come to their end at once and cannot end early")
  }

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
