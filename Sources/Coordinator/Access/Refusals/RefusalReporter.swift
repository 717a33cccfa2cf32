internal import Logging
internal import Synchronization

/// The one way by which refusals reach the log, from every thread.
final class RefusalReporter: Sendable {
  private let log = Mutex(RefusalLog())
  private let refused = Mutex((peers: 0, messages: 0))
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  /// Takes a refusal; says it now or, as a count, within a minute.
  func add(_ refusal: Refusal) {
    refused.withLock { count in
      if refusal.subject == .message { count.messages += 1 } else { count.peers += 1 }
    }
    let line = log.withLock { $0.add(refusal, now: CoordinatorClock.monotonic) }
    if let line { logger.warning("\(line)") }
  }

  /// Refusals so far, whether they were told or not.
  var counts: (peers: Int, messages: Int) { refused.withLock { $0 } }

  /// Says what is due.
  func report() {
    for line in log.withLock({ $0.due(now: CoordinatorClock.monotonic) }) { logger.warning("\(line)") }
  }

  /// Says all that was not said yet.
  func reportAll() {
    for line in log.withLock({ $0.all() }) { logger.warning("\(line)") }
  }

  /// Says that this protection is gone.
  func failed(_ what: String) { logger.error("\(what)") }
}
