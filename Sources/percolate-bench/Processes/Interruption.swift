internal import Glibc
internal import Synchronization

/// Whether SIGINT or SIGTERM came. The wait for a child then ends, everything that was started is stopped,
/// and the scratch directory goes away, all on the ordinary path of a thrown error.
enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Whether the benchmark should end.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Begins to listen. A second signal ends the process at once.
  static func install() {
    // The first use of a global runs its initialiser, which a signal handler must not.
    _ = isRequested
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if Interruption.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
    }
    // Without SA_RESTART: the wait for a child has to come back.
    action.sa_flags = 0
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // A child that ended is told by the write that failed.
    signal(SIGPIPE, SIG_IGN)
  }
}
