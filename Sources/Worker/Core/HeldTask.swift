internal import Foundation
internal import Messages
internal import SweepModel

/// A task that the coordinator gave to this worker and that has not ended.
struct HeldTask {
  var assignment: WireAssignment
  /// Where it goes on from; nil at a fresh start, and once it is known to have begun.
  var checkpoint: [UInt8]?
  /// The coordinator no longer wants it.
  var isRevoked = false
  /// It was in a call that took its slot down, and has to show by itself whether it was the cause.
  var runsAlone = false

  init(_ assignment: WireAssignment) { self.assignment = assignment }

  /// What tasks of one call have in common: everything that determines their results but the replicate. Nil for a
  /// definition that cannot be read, of which its slot says what is wrong.
  var point: TaskDefinition? {
    guard var definition = try? TaskDefinition(canonicalJSON: [UInt8](assignment.definition)) else {
      return nil
    }
    definition.replicate = 0
    return definition
  }

  var lease: LeaseKey { LeaseKey(task: assignment.task, attempt: assignment.attempt) }

  /// An ending with no seconds and no log.
  func ended(_ outcome: WireOutcome, _ reason: String, started: Bool) -> WireEnded {
    var ended = WireEnded()
    ended.task = assignment.task
    ended.attempt = assignment.attempt
    ended.outcome = outcome
    ended.reason = reason
    ended.started = started
    return ended
  }
}

/// Which attempt of which task.
struct LeaseKey: Hashable {
  var task: Data
  var attempt: UInt32

  init(task: Data, attempt: UInt32) {
    self.task = task
    self.attempt = attempt
  }

  init(_ held: WireHeld) { self.init(task: held.task, attempt: held.attempt) }

  var held: WireHeld {
    var held = WireHeld()
    held.task = task
    held.attempt = attempt
    return held
  }

  /// The task's first 12 digits and the attempt, for logs.
  var text: String {
    Hexadecimal.text(task.prefix(6)) + " attempt \(attempt)"
  }
}
