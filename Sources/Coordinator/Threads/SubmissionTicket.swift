internal import Synchronization

/// What tells a submission that nobody waits for it any more.
final class SubmissionTicket: Sendable {
  /// A client that waits asks again every quarter of a minute, over a new connection.
  static let patience = 120.0

  private let state: Mutex<(lastAsked: Double, isStopped: Bool)>

  /// - Parameter now: seconds of a clock that never goes back.
  init(now: Double) { state = Mutex((now, false)) }

  /// Somebody asked for it again.
  func ask(now: Double) { state.withLock { $0.lastAsked = max($0.lastAsked, now) } }

  /// The coordinator stops.
  func stop() { state.withLock { $0.isStopped = true } }

  /// Why to give up; nil while somebody waits.
  func reasonToStop(now: Double) -> String? {
    state.withLock { state in
      if state.isStopped { return "the coordinator stops; submit it again to the next one" }
      if now - state.lastAsked > SubmissionTicket.patience {
        return "whoever submitted it went away; submit it again"
      }
      return nil
    }
  }
}
