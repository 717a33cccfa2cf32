package import SweepModel

/// Runs one task in this very process, for `percolate replay`.
package enum LocalTaskRunner {
  /// Runs a task from its start, on the calling thread.
  ///
  /// - Parameters:
  ///   - definition: What to run.
  ///   - experiment: Its experiment, of the same name and version.
  ///   - threads: How many threads it may use.
  ///   - bundle: The files that its program brings, which are in the cache of this user; nil for none.
  ///   - checkpoint: Where to go on from; nil starts afresh.
  ///   - interruptingAfter: Asks the task to stop once it has saved that many checkpoints; nil lets it run.
  ///     Going on from what it saved then proves that checkpoints do not change results.
  ///   - log: Gets each line that the task logs.
  /// - Returns: What it leaves behind, or the checkpoint at which it stopped.
  /// - Throws: `TaskFailure` with the sentence that a report would show.
  package static func run(
    definition: TaskDefinition, experiment: any Experiment, threads: Int = 1,
    bundle: ProgramBundle? = nil, checkpoint: [UInt8]? = nil,
    interruptingAfter: Int? = nil, log: @escaping (String) -> Void = { _ in }
  ) throws(TaskFailure) -> Outcome {
    let schema = experiment.schema
    guard definition.experiment == schema.name, definition.version == schema.version else {
      throw TaskFailure(
        "the task is one of \(definition.experiment) version \(definition.version), and this program has "
          + "\(schema.name) version \(schema.version)")
    }
    let channel = LocalChannel(interruptingAfter: interruptingAfter, log: log)
    let context = SlotContext(
      task: definition, schema: schema, threads: max(1, threads), bundle: bundle,
      checkpoint: checkpoint, channel: channel)
    switch TaskExecution.run(experiment, in: context) {
    case .finished(let result): return .finished(result)
    case .interrupted: return .interrupted(checkpoint: channel.checkpoint ?? checkpoint)
    case .failed(let reason), .broke(_, let reason): throw TaskFailure(reason)
    }
  }

  /// How a local run ended.
  package enum Outcome: Sendable {
    case finished(TaskResult)
    /// It stopped as asked; the newest checkpoint, if it ever saved one.
    case interrupted(checkpoint: [UInt8]?)
  }
}

/// Keeps what a task says in memory.
private final class LocalChannel: SlotChannel {
  private let interruptingAfter: Int?
  private let sink: (String) -> Void
  private var saved = 0
  private(set) var checkpoint: [UInt8]?

  init(interruptingAfter: Int?, log: @escaping (String) -> Void) {
    self.interruptingAfter = interruptingAfter
    sink = log
  }

  var shouldStop: Bool { interruptingAfter.map { saved >= $0 } ?? false }

  func report(_ metric: String, _ value: Double, step: Int) {}

  func progress(step: Int) {}

  func save(checkpoint bytes: [UInt8], step: Int) {
    checkpoint = bytes
    saved += 1
  }

  func log(_ line: String) { sink(line) }
}
