internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

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

  /// The definition without its replicate: what tasks of one call have in common. Canonical JSON ends with
  /// replicate, seed and version, in this order, and the latter two are numbers.
  var point: Data? {
    let definition = assignment.definition
    guard let key = definition.range(of: HeldTask.replicateKey, options: .backwards) else { return nil }
    let digits = definition[key.upperBound...].prefix { $0 != UInt8(ascii: ",") }
    return definition[..<key.upperBound] + definition[digits.endIndex...]
  }

  /// The name of its experiment, which canonical JSON puts first.
  var experiment: String? {
    let definition = assignment.definition
    guard definition.starts(with: HeldTask.experimentKey) else { return nil }
    let name = definition.dropFirst(HeldTask.experimentKey.count).prefix { $0 != UInt8(ascii: "\"") }
    return String(validating: name, as: UTF8.self)
  }

  private static let replicateKey = Data(#","replicate":"#.utf8)
  private static let experimentKey = Data(#"{"experiment":""#.utf8)

  var lease: LeaseKey { LeaseKey(task: assignment.task, attempt: assignment.attempt) }

  /// An ending with no seconds and no log.
  func ended(_ outcome: String, _ reason: String, started: Bool) -> WireEnded {
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
