internal import Foundation
internal import Messages
internal import Platform
internal import SweepModel
internal import Transport

/// Takes one task after the other and says how each ended.
struct SlotLoop {
  let catalog: ExperimentCatalog
  let inbox: SlotInbox
  let outbox: SlotOutbox

  /// Runs until the inbox ends.
  func run() {
    var memory = AddressSpace()
    while var call = inbox.next() { run(&call, &memory) }
  }

  /// Takes the call's checkpoints out of it: they may be large, and are let go once they were read.
  private func run(_ call: inout [HeldTask], _ memory: inout AddressSpace) {
    let start = MonotonicClock.seconds
    outbox.begin(call.map(\.assignment), now: start)
    var begun: [WireAssignment] = []
    var contexts: [SlotContext] = []
    var experiment: (any Experiment)?
    for member in call.indices {
      let assignment = call[member].assignment
      let checkpoint = call[member].checkpoint
      call[member].checkpoint = nil
      do throws(PreparedTask.Refusal) {
        let prepared = try PreparedTask(assignment, catalog: catalog)
        experiment = prepared.experiment
        begun.append(assignment)
        contexts.append(
          SlotContext(
            task: prepared.definition, schema: prepared.experiment.schema, threads: prepared.threads,
            memoryLimit: assignment.memoryLimit > 0 ? Int(clamping: assignment.memoryLimit) : nil,
            bundle: assignment.bundle, devices: assignment.visibleDevices, checkpoint: checkpoint,
            channel: PipeChannel(assignment, member: member, inbox: inbox, outbox: outbox)))
      } catch {
        end(assignment, error.isFinal ? .failed : .crashed, error.description, seconds: 0)
      }
    }
    guard let experiment, let first = begun.first else { return }
    let limit = first.memoryLimit.multipliedReportingOverflow(by: UInt64(begun.count))
    memory.allow(
      limit.partialValue > 0 && !limit.overflow ? limit.partialValue : nil, threads: contexts[0].threads)
    let executions = TaskExecution.run(experiment, in: contexts)
    memory.allow(nil, threads: 1)
    // What tasks of one call cost cannot be told apart.
    let seconds = (MonotonicClock.seconds - start) / Double(begun.count)
    for (assignment, execution) in zip(begun, executions) {
      switch execution {
      case .finished(let result): finish(assignment, result, seconds: seconds)
      case .interrupted:
        end(assignment, .handedBack, "it was asked to stop", seconds: seconds)
      case .failed(let reason): end(assignment, .failed, reason, seconds: seconds)
      case .broke(let outcome, let reason): end(assignment, WireOutcome(outcome), reason, seconds: seconds)
      }
    }
  }

  private func finish(_ assignment: WireAssignment, _ result: TaskResult, seconds: Double) {
    var finished = WireFinished()
    finished.task = assignment.task
    finished.attempt = assignment.attempt
    finished.seconds = seconds
    finished.metrics = result.metrics.map { name, value in
      var metric = WireMetricValue()
      metric.name = name
      metric.value = value
      return metric
    }
    finished.artifacts = result.artifacts.map { item in
      var artifact = WireArtifact()
      artifact.name = item.name
      artifact.mediaType = item.mediaType
      artifact.content = Data(item.bytes)
      return artifact
    }
    do {
      try outbox.send(WireFromSlot(.finished(finished)), now: MonotonicClock.seconds)
    } catch {
      end(assignment, .failed, error.description, seconds: seconds)
    }
  }

  private func end(
    _ assignment: WireAssignment, _ outcome: WireOutcome, _ reason: String, seconds: Double
  ) {
    // A description can be as long as its author likes; a report has to carry it.
    var ended = HeldTask(assignment).ended(outcome, String(reason.prefix(4096)), started: true)
    ended.seconds = seconds
    outbox.send(ended, now: MonotonicClock.seconds)
  }
}
