internal import Foundation
internal import Synchronization

/// Counts SIGINT and SIGTERM, for commands that stop in order.
///
/// Handlers only count: `run` and `watch` look at the count between waits, the coordinator is woken by a
/// thread that waits for the signals themselves.
final class SignalWatch: Sendable {
  private let count = Atomic<Int>(0)

  /// Takes the signals from now on. To be called once, before other threads start, so that they inherit
  /// the blocked signals and only the waiting thread gets them.
  init(onSignal: @escaping @Sendable (Int) -> Void = { _ in }) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let waited = signals
    Thread.detachNewThread { [self] in
      while true {
        var signals = waited
        var number: Int32 = 0
        guard sigwait(&signals, &number) == 0 else { continue }
        onSignal(count.add(1, ordering: .acquiringAndReleasing).newValue)
      }
    }
  }

  /// How many came.
  var received: Int { count.load(ordering: .acquiring) }
}
