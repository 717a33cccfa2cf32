package import Glibc

/// How a child process ended.
package enum ProcessEnding: Hashable, Sendable {
  /// It left by itself, with this exit code.
  case exited(Int32)
  /// This signal ended it.
  case signalled(Int32)

  /// - Parameter waitStatus: as waitpid gives it for a process that has ended.
  package init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .signalled(signal)
  }

  /// Waits for the end of a child of this process and reaps it; nil, with errno, where there is no such child.
  package init?(waitingFor child: pid_t) {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return nil } }
    self.init(waitStatus: status)
  }

  /// As a shell says it: the exit code, or 128 + the signal's number.
  package var shellStatus: Int32 {
    switch self {
    case .exited(let code): code
    case .signalled(let number): 128 + number
    }
  }
}
