internal import Glibc

/// Signals as a user knows them.
package enum SignalName {
  private static let names: [Int32: String] = [
    SIGABRT: "SIGABRT (aborted, as a failed check or a full heap does)", SIGBUS: "SIGBUS (bad memory access)",
    SIGFPE: "SIGFPE (arithmetic error)", SIGILL: "SIGILL (illegal instruction, as a Swift trap is)",
    SIGSEGV: "SIGSEGV (bad memory access)", SIGTRAP: "SIGTRAP (a Swift trap)",
    SIGKILL: "SIGKILL (killed from outside)", SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP",
    SIGUSR1: "SIGUSR1", SIGUSR2: "SIGUSR2", SIGXCPU: "SIGXCPU (processor time limit)",
    SIGPIPE: "SIGPIPE", SIGSYS: "SIGSYS (forbidden system call)",
  ]

  /// Signals that a process gets for what it does itself: a fault, a failed check, a limit on its resources.
  private static let ownFaults: Set<Int32> = [
    SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SIGSYS, SIGXCPU, SIGXFSZ, SIGPIPE,
  ]

  /// Whether somebody else sent it: a person, a batch system that ends a job, the kernel short of memory.
  static func isForeign(_ number: Int32) -> Bool { !ownFaults.contains(number) }

  /// The name, or the number where it has no common one.
  package static func text(_ number: Int32) -> String { names[number] ?? "signal \(number)" }
}
