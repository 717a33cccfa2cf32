internal import Foundation
internal import Platform

/// A process started by this one, with default signals and its own process group, so that a terminal's
/// Ctrl-C reaches only the parent, which then stops its children in order.
///
/// One thread owns it.
final class ChildProcess {
  private let identifier: pid_t
  /// How it ended, as far as ``poll()`` has seen.
  private(set) var ending: ChildEnding?

  /// - Throws: ``Problem`` where the program cannot be run.
  init(_ executable: String, _ arguments: [String]) throws {
    do throws(SystemError) { identifier = try ProcessSpawn(executable, arguments).start() } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
  }

  /// Sends a signal; nothing once it has ended, when its number may be another process's.
  func send(_ signal: Int32) {
    if ending == nil { kill(identifier, signal) }
  }

  /// Looks whether it has ended, and reaps it.
  @discardableResult
  func poll() -> ChildEnding? {
    guard ending == nil else { return ending }
    var status: Int32 = 0
    let result = waitpid(identifier, &status, WNOHANG)
    if result == identifier { ending = ChildEnding(ProcessEnding(waitStatus: status)) }
    // Somebody else has reaped it.
    if result < 0, errno == ECHILD { ending = .neverStarted("its end was not seen") }
    return ending
  }
}

extension ChildProcess {
  /// Waits until some child changes state, at most so long.
  static func waitForAny(milliseconds: Int) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGCHLD)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var limit = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    _ = sigtimedwait(&signals, nil, &limit)
  }
}
