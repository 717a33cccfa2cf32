package import Glibc

/// Starts another program. Spawned, never forked: a forked copy of a live ZeroMQ context corrupts both.
package struct ProcessSpawn: Sendable {
  /// Its path. A name without a slash is looked up in PATH.
  package var executable: String
  /// Without the program's own name.
  package var arguments: [String]
  /// As `NAME=value`; nil for this process's own.
  package var environment: [String]?
  /// What becomes the child's descriptors, by their numbers there. It shares those of this process that are not named
  /// and not closed on exec, such as stdin.
  package var descriptors: [Int32: Int32] = [:]
  /// Whether it leads a process group of its own, so that a terminal's Ctrl-C reaches only this process, which then ends
  /// its children in order. Such a child cannot read from the terminal.
  package var hasOwnGroup = true
  /// The signals that do to the child what they do to programs by default, although this process ignores them; nil for
  /// all.
  package var defaultSignals: [Int32]?

  package init(_ executable: String, _ arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// Starts it, with no signal blocked.
  ///
  /// - Returns: its process id; the caller has to wait for its end.
  /// - Throws: ``SystemError`` where the program cannot be run.
  package func start() throws(SystemError) -> pid_t {
    let failing = "start \(executable)"
    // The C library would take what is in front of the NUL.
    guard !([executable] + arguments + (environment ?? [])).contains(where: { $0.utf8.contains(0) }) else {
      throw SystemError(failing, code: EINVAL)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (place, descriptor) in descriptors.sorted(by: { $0.key < $1.key }) {
      let code = posix_spawn_file_actions_adddup2(&actions, descriptor, place)
      guard code == 0 else { throw SystemError(failing, code: code) }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var signals = sigset_t()
    if let defaultSignals {
      sigemptyset(&signals)
      for signal in defaultSignals { sigaddset(&signals, signal) }
    } else {
      sigfillset(&signals)
    }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let group = hasOwnGroup ? POSIX_SPAWN_SETPGROUP : 0
    posix_spawnattr_setflags(&attributes, Int16(group | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var entries = (environment ?? []).map { strdup($0) } + [nil]
    defer { for entry in entries { free(entry) } }
    var child = pid_t()
    let code =
      environment == nil
      ? posix_spawnp(&child, executable, &actions, &attributes, &words, environ)
      : posix_spawnp(&child, executable, &actions, &attributes, &words, &entries)
    guard code == 0 else { throw SystemError(failing, code: code) }
    return child
  }
}
