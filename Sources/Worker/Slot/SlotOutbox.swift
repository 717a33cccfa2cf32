import Foundation
import Glibc
import Synchronization
import Transport

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

  private struct State {
    var task = Data()
    var attempt: UInt32 = 0
    var rows: [String: Rows] = [:]
    var step: Int64?
    var start = 0.0
    var lastFlush = 0.0
    var isBroken = false
  }

  /// Seconds that a streamed value may wait here.
  static let flushInterval = 0.1

  private let descriptor: Int32
  private let state = Mutex(State())

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The task that values belong to from now on.
  func begin(task: Data, attempt: UInt32, now: Double) {
    state.withLock {
      $0.task = task
      $0.attempt = attempt
      $0.start = now
      $0.lastFlush = now
      $0.step = nil
    }
  }

  /// Adds a streamed value, and passes on what has waited long enough.
  func report(_ metric: String, _ value: Double, step: Int, now: Double) {
    state.withLock {
      $0.rows[metric, default: Rows()].steps.append(Int64(step))
      $0.rows[metric, default: Rows()].values.append(value)
      $0.step = Int64(step)
      flush(&$0, now: now, force: false)
    }
  }

  /// Notes a step without a value.
  func progress(step: Int, now: Double) {
    state.withLock {
      $0.step = Int64(step)
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
  /// - Throws: ``TransportError/oversized(bytes:limit:)``; nothing was sent then.
  func send(_ message: WireFromSlot, now: Double) throws(TransportError) {
    let bytes = try PipeFraming.frame(message)
    state.withLock {
      flush(&$0, now: now, force: true)
      write(bytes, &$0)
    }
  }

  /// Says at once that an attempt gave no result. All its fields are bounded, so it always fits.
  func send(_ ended: WireEnded, now: Double) {
    try? send(WireFromSlot(.ended(ended)), now: now)
  }

  private func flush(_ state: inout State, now: Double, force: Bool) {
    guard state.step != nil || !state.rows.isEmpty else { return }
    guard force || now - state.lastFlush >= SlotOutbox.flushInterval else { return }
    state.lastFlush = now
    for (name, rows) in state.rows {
      var metric = WireMetricRows()
      metric.task = state.task
      metric.attempt = state.attempt
      metric.name = name
      metric.steps = rows.steps
      metric.values = rows.values
      write(WireFromSlot(.metrics(metric)), &state)
    }
    state.rows.removeAll(keepingCapacity: true)
    // With a result right behind it, progress would tell nothing.
    if !force, let step = state.step {
      var progress = WireProgress()
      progress.task = state.task
      progress.attempt = state.attempt
      progress.step = step
      progress.seconds = now - state.start
      write(WireFromSlot(.progress(progress)), &state)
    }
    state.step = nil
  }

  private func write(_ message: WireFromSlot, _ state: inout State) {
    // Rows of 100 ms are far below the limit of a message, so this cannot be oversized.
    guard let bytes = try? PipeFraming.frame(message) else { return }
    write(bytes, &state)
  }

  private func write(_ bytes: [UInt8], _ state: inout State) {
    guard !state.isBroken else { return }
    // A supervisor that no longer reads is gone; the listening thread sees its end of file and exits.
    state.isBroken = !SystemCall.writeAll(descriptor, bytes)
  }
}
