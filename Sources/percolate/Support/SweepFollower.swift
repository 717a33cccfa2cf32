internal import Coordinator
internal import Foundation
internal import Messages
internal import Platform
internal import Results
internal import SweepModel
internal import Transport

/// Follows sweeps until they end, by questions that the coordinator answers only when something changed.
struct SweepFollower {
  let source: DocumentSource
  let selector: String
  let watch: SignalWatch
  /// Seconds in which the first answer must come.
  private let patience: Double

  init(_ selector: String, _ connection: ConnectionOptions, watch: SignalWatch) throws {
    source = try DocumentSource(connection, needsCoordinator: true)
    source.saysSilence = false
    self.selector = selector
    patience = try DurationArgument.seconds(connection.timeout, option: "--timeout")
    self.watch = watch
  }

  /// Calls `show` with each new state, and `wait` several times a second with the seconds since the last answer.
  ///
  /// - Parameter limit: seconds after which to give up; nil for never.
  /// - Returns: the state at the end.
  /// - Throws: ``Exit`` on a signal, ``Problem`` with ``ExitStatus/timedOut`` when the time is up.
  func follow(
    limit: Double?, wait: (Double) -> Void, show: (StatusDocument) -> Void
  ) throws -> StatusDocument {
    let start = MonotonicClock.seconds
    var lastAnswer = start
    var version: UInt64 = 0
    while true {
      func isOver() -> Bool { limit.map { MonotonicClock.seconds - start >= $0 } ?? false }
      // A coordinator that once answered may be restarted and is waited for; one that never did is not there.
      let answer: StatusDocument? = try source.query(
        .status(of: selector, unless: version), timeout: version == 0 ? patience : 3600
      ) {
        wait(MonotonicClock.seconds - lastAnswer)
        // A sweep that is finished is so whatever the limit, so its first state is waited for.
        return watch.received > 0 || version != 0 && isOver()
      }
      guard watch.received == 0 else { throw Exit(code: ExitStatus.interrupted) }
      guard let status = answer else {
        throw Problem(ExitStatus.timedOut, "the sweep has not ended in time; it goes on")
      }
      lastAnswer = MonotonicClock.seconds
      version = status.stateVersion
      show(status)
      if !status.sweeps.isEmpty, status.sweeps.allSatisfy({ $0.isFinished }) { return status }
    }
  }

  /// How a command that waited for this state should end.
  static func exitCode(_ status: StatusDocument) -> Int32 {
    status.sweeps.allSatisfy(\.hasSucceeded) ? ExitStatus.done : ExitStatus.someFailed
  }
}
