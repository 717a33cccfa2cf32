import Foundation

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
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let code = posix_spawn(&child, executable, nil, &attributes, &words, environ)
    guard code == 0 else {
      throw Problem(ExitStatus.someFailed, "cannot start \(executable): \(String(cString: strerror(code)))")
    }
    identifier = child
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
    if result == identifier { ending = ChildEnding(status: status) }
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
