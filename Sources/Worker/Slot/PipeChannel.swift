internal import Foundation
internal import Glibc
internal import Messages
internal import Platform
internal import Transport

/// The channel of one task in a slot process.
final class PipeChannel: SlotChannel {
  private let assignment: WireAssignment
  /// The task's place in its call.
  private let member: Int
  private let inbox: SlotInbox
  private let outbox: SlotOutbox

  init(_ assignment: WireAssignment, member: Int, inbox: SlotInbox, outbox: SlotOutbox) {
    self.assignment = assignment
    self.member = member
    self.inbox = inbox
    self.outbox = outbox
  }

  var shouldStop: Bool { inbox.shouldStop }

  func report(_ metric: String, _ value: Double, step: Int) {
    outbox.report(metric, value, step: step, of: member, now: MonotonicClock.seconds)
  }

  func progress(step: Int) { outbox.progress(step: step, of: member, now: MonotonicClock.seconds) }

  func save(checkpoint bytes: [UInt8], step: Int) throws {
    let pieces = CheckpointPieces.split(
      bytes, step: Int64(step), task: assignment.task, attempt: assignment.attempt)
    for piece in pieces {
      try outbox.send(WireFromSlot(.checkpoint(piece)), now: MonotonicClock.seconds)
    }
  }

  func log(_ line: String) {
    _ = Descriptor.writeAll(STDERR_FILENO, Array((line + "\n").utf8))
  }
}
