import CLinux
import Glibc

/// Signals that ask a worker to leave, one of them sent by the kernel when its parent dies.
enum ParentWatch {
  /// What schedulers send before they take a machine away; which of them differs between versions.
  static let leaveSignals = [SIGTERM, SIGINT, SIGUSR1, SIGUSR2]

  /// Installs the handlers; nil where the configuration does without.
  static func signals(for configuration: WorkerConfiguration) throws(WorkerError) -> SignalPipe? {
    guard configuration.handlesSignals else { return nil }
    signal(SIGPIPE, SIG_IGN)
    let pipe = try SignalPipe(leaveSignals + [SIGCHLD])
    if configuration.exitsWithParent {
      guard percolate_set_parent_death_signal(SIGTERM) == 0 else {
        throw SystemCall.failure("follow the parent process")
      }
      // It may have died before the kernel knew that it matters.
      if getppid() == 1 { kill(getpid(), SIGTERM) }
    }
    return pipe
  }
}
