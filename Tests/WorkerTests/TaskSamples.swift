import Foundation
import Messages
import SweepModel

@testable import Worker

/// Assignments of the scripted experiment.
enum TaskSamples {
  static func assignment(
    _ action: String = "finish", index: Int = 0, attempt: UInt32 = 1, time: Double = 0, stall: Double = 0,
    memory: UInt64 = 0, checkpoint: [UInt8]? = nil, replicate: Int = 0
  ) -> WireAssignment {
    let definition = TaskDefinition(
      experiment: "scripted", version: 1, parameters: ["action": .text(action), "index": .integer(index)],
      seed: 1, replicate: replicate)
    var assignment = WireAssignment()
    assignment.definition = Data(definition.canonicalJSON)
    assignment.task = Data(definition.id.digest.bytes)
    assignment.experiment = definition.experiment
    assignment.experimentVersion = UInt64(definition.version)
    assignment.attempt = attempt
    assignment.timeLimit = time
    assignment.stallLimit = stall
    assignment.memoryLimit = memory
    assignment.threads = 1
    if let checkpoint {
      assignment.checkpoint.step = 1
      assignment.checkpoint.size = UInt64(checkpoint.count)
      assignment.checkpoint.digest = Data(Digest(of: checkpoint).bytes)
    }
    return assignment
  }

  static func finished(_ assignment: WireAssignment, seconds: Double = 0.1) -> WireFromSlot {
    var finished = WireFinished()
    finished.task = assignment.task
    finished.attempt = assignment.attempt
    finished.seconds = seconds
    return WireFromSlot(.finished(finished))
  }

  /// A result that took a minute, and two values that its task streamed.
  static func kept(_ assignment: WireAssignment) throws -> KeptResult {
    guard case .finished(let result)? = finished(assignment, seconds: 60).message else {
      throw CocoaError(.featureUnsupported)
    }
    return KeptResult(result, rows: [rows(of: assignment, step: 2), rows(of: assignment, step: 3)])
  }

  static func rows(of assignment: WireAssignment, step: Int64) -> WireMetricRows {
    var rows = WireMetricRows()
    rows.task = assignment.task
    rows.attempt = assignment.attempt
    rows.name = "signal"
    rows.steps = [step]
    rows.values = [0.5]
    return rows
  }

  static func ended(_ assignment: WireAssignment, _ outcome: WireOutcome, started: Bool) -> WireFromSlot {
    WireFromSlot(.ended(HeldTask(assignment).ended(outcome, "said so", started: started)))
  }

  static func progress(_ assignment: WireAssignment, step: Int64) -> WireFromSlot {
    var progress = WireProgress()
    progress.task = assignment.task
    progress.attempt = assignment.attempt
    progress.step = step
    return WireFromSlot(.progress(progress))
  }

  /// The pieces of a task's checkpoint, as the coordinator or a slot sends them.
  static func pieces(_ content: [UInt8], of assignment: WireAssignment, step: Int64 = 1)
    -> [WireCheckpointPart]
  {
    Array(
      CheckpointPieces.split(content, step: step, task: assignment.task, attempt: assignment.attempt))
  }

  static func held(_ assignment: WireAssignment) -> WireHeld {
    LeaseKey(task: assignment.task, attempt: assignment.attempt).held
  }
}
