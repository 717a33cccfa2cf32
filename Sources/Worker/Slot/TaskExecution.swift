internal import SweepModel

/// How one run of a task in this process ended.
enum TaskExecution {
  case finished(TaskResult)
  /// It stopped because it was asked to.
  case interrupted
  /// It cannot succeed, here or elsewhere; the sentence says why.
  case failed(String)
  /// It threw what it did not mean to throw, which another attempt need not meet.
  case broke(AttemptOutcome, String)

  /// Runs a task on the calling thread and checks what it returns.
  static func run(_ experiment: any Experiment, in context: SlotContext) -> TaskExecution {
    outcome(of: Result { try experiment.run(context) }, experiment.schema, context)
  }

  /// Runs tasks of one point in one call, and checks what each returns.
  static func run(_ experiment: any Experiment, in contexts: [SlotContext]) -> [TaskExecution] {
    guard contexts.count > 1 else { return contexts.map { run(experiment, in: $0) } }
    let results = experiment.run(together: contexts)
    guard results.count == contexts.count else {
      let problem =
        "the experiment \(experiment.schema.name) gave \(results.count) results for \(contexts.count) tasks"
      return contexts.map { _ in .failed(problem) }
    }
    return zip(results, contexts).map { outcome(of: $0, experiment.schema, $1) }
  }

  private static func outcome(
    of result: Result<[String: Double], any Error>, _ schema: ExperimentSchema, _ context: SlotContext
  ) -> TaskExecution {
    do {
      let metrics = try result.get()
      if let problem = problem(with: metrics, of: schema, streamed: context.unknownMetric) {
        return .failed(problem)
      }
      if let metric = context.overrun, let end = context.stopTracker?.endedAt {
        return .failed(
          "the experiment \(schema.name) streamed \(metric) beyond step \(end), at which its stop rule was "
            + "fulfilled; it has to end there")
      }
      return .finished(
        TaskResult(
          metrics: metrics.merging(context.stopMetrics) { own, _ in own }, artifacts: context.artifacts.items)
      )
    } catch is TaskInterrupted {
      // Without a request to stop, handing back would run the same task again for ever.
      if context.shouldStop { return .interrupted }
      return .failed("the experiment threw TaskInterrupted although nothing had asked it to stop")
    } catch let failure as TaskFailure {
      return .failed(failure.description)
    } catch let broke as TaskBroke {
      return .broke(broke.outcome, broke.description)
    } catch let error as InvalidParameters {
      return .failed(error.description)
    } catch {
      return .broke(.crashed, "the experiment threw \(error)")
    }
  }

  private static func problem(
    with metrics: [String: Double], of schema: ExperimentSchema, streamed: String?
  ) -> String? {
    if let streamed {
      return "the experiment \(schema.name) streamed the metric \(streamed), which its schema does not "
        + "list as streamed"
    }
    for name in metrics.keys.sorted() {
      guard schema.metrics.contains(where: { $0.name == name }) else {
        return "the experiment \(schema.name) returned the metric \(name), which its schema does not list"
      }
      if let value = metrics[name], !value.isFinite {
        return "the metric \(name) is \(value), which is no result; look for a division by zero or a "
          + "learning rate that is too high"
      }
    }
    if let missing = schema.metrics.first(where: { $0.isRequired && metrics[$0.name] == nil }) {
      return "the experiment \(schema.name) returned no metric \(missing.name), which its schema says every "
        + "result has"
    }
    return nil
  }
}
