internal import Foundation
internal import Glibc
internal import Messages
internal import Platform
internal import Synchronization
internal import Transport

/// The slot's end of the pipe to its supervisor, shared by the thread that computes and the one that
/// listens.
///
/// Results and checkpoints leave at once, each in one write; streamed metrics and progress are gathered
/// and leave every 100 ms, because a training loop may report ten thousand times a second.
final class SlotOutbox: Sendable {
  /// Values of one metric that wait to be sent.
  private struct Rows {
    var steps: [Int64] = []
    var values: [Double] = []
  }

  /// One task of the running call.
  private struct Member {
    var task: Data
    var attempt: UInt32
    var rows: [String: Rows] = [:]
    var step: Int64?
  }

  private struct State {
    var members: [Member] = []
    var start = 0.0
    var lastFlush = 0.0
    var isBroken = false
  }

  /// Seconds that a streamed value may wait here.
  static let flushInterval = 0.1

  private let descriptor: Int32
  private let state = Mutex(State())

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The tasks that values belong to from now on, by their place.
  func begin(_ call: [WireAssignment], now: Double) {
    state.withLock {
      $0.members = call.map { Member(task: $0.task, attempt: $0.attempt) }
      $0.start = now
      $0.lastFlush = now
    }
  }

  /// Adds a streamed value, and passes on what has waited long enough.
  func report(_ metric: String, _ value: Double, step: Int, of member: Int, now: Double) {
    state.withLock {
      guard $0.members.indices.contains(member) else { return }
      $0.members[member].rows[metric, default: Rows()].steps.append(Int64(step))
      $0.members[member].rows[metric, default: Rows()].values.append(value)
      $0.members[member].step = Int64(step)
      flush(&$0, now: now, force: false)
    }
  }

  /// Notes a step without a value.
  func progress(step: Int, of member: Int, now: Double) {
    state.withLock {
      guard $0.members.indices.contains(member) else { return }
      $0.members[member].step = Int64(step)
      flush(&$0, now: now, force: false)
    }
  }

  /// Sends what has waited longer than the interval. The listening thread calls it, so that the last
  /// values before a long silence do not wait for the next one.
  func flushOverdue(now: Double) {
    state.withLock { flush(&$0, now: now, force: false) }
  }

  /// Sends a message at once, after everything that was streamed before it.
  ///
  /// - Throws: ``WireError/oversized(bytes:limit:)``; nothing was sent then.
  func send(_ message: WireFromSlot, now: Double) throws(WireError) {
    let bytes = try PipeFraming.frame(message)
    state.withLock {
      flush(&$0, now: now, force: true)
      write(bytes, &$0)
    }
  }

  /// Says at once that an attempt gave no result. All its fields are bounded, so it always fits.
  func send(_ ended: WireEnded, now: Double) {
    var ended = ended
    // Its last step may not have waited long enough to be sent.
    ended.step = state.withLock { state in
      state.members.first { $0.task == ended.task && $0.attempt == ended.attempt }?.step ?? 0
    }
    try? send(WireFromSlot(.ended(ended)), now: now)
  }

  private func flush(_ state: inout State, now: Double, force: Bool) {
    guard force || now - state.lastFlush >= SlotOutbox.flushInterval else { return }
    for index in state.members.indices where state.members[index].step != nil {
      state.lastFlush = now
      flush(index, &state, now: now, force: force)
    }
  }

  private func flush(_ index: Int, _ state: inout State, now: Double, force: Bool) {
    let member = state.members[index]
    for (name, rows) in member.rows {
      var metric = WireMetricRows()
      metric.task = member.task
      metric.attempt = member.attempt
      metric.name = name
      metric.steps = rows.steps
      metric.values = rows.values
      write(WireFromSlot(.metrics(metric)), &state)
    }
    state.members[index].rows.removeAll(keepingCapacity: true)
    // With a result right behind it, progress would tell nothing.
    if !force, let step = member.step {
      var progress = WireProgress()
      progress.task = member.task
      progress.attempt = member.attempt
      progress.step = step
      progress.seconds = now - state.start
      write(WireFromSlot(.progress(progress)), &state)
    }
    state.members[index].step = nil
  }

  private func write(_ message: WireFromSlot, _ state: inout State) {
    // Rows of 100 ms are far below the limit of a message, so this cannot be oversized.
    guard let bytes = try? PipeFraming.frame(message) else { return }
    write(bytes, &state)
  }

  private func write(_ bytes: [UInt8], _ state: inout State) {
    guard !state.isBroken else { return }
    // A supervisor that no longer reads is gone; the listening thread sees its end of file and exits.
    state.isBroken = !Descriptor.writeAll(descriptor, bytes)
  }
}
