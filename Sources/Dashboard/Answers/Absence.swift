internal import Platform
internal import Synchronization

/// What the feed knows of a coordinator that does not answer.
///
/// Whoever asked it too would wait as long for nothing, and a page that is made of several answers as many times as long:
/// meanwhile the feed alone asks.
final class Absence: Sendable {
  /// Seconds for which it is taken to be away still. The feed asks more often, while somebody looks.
  private static let span = 15.0

  private let noted = Mutex<(failure: AnswerFailure, at: Double)?>(nil)

  /// Why it does not answer; nil where nobody knows that it does not.
  var failure: AnswerFailure? {
    noted.withLock { noted in
      noted.flatMap { MonotonicClock.seconds - $0.at < Absence.span ? $0.failure : nil }
    }
  }

  /// - Returns: whether it has gone, or come back.
  func note(_ failure: AnswerFailure?) -> Bool {
    let failure = failure?.kind == .unreachable ? failure : nil
    return noted.withLock { noted in
      defer { noted = failure.map { ($0, MonotonicClock.seconds) } }
      return (noted == nil) != (failure == nil)
    }
  }
}
