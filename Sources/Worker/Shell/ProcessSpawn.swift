package import Glibc

/// Starts other programs, with default signals and in a process group of their own, so that a terminal's Ctrl-C reaches
/// only this process, which then ends them in order. Spawned, never forked: a forked copy of a live ZeroMQ context
/// corrupts both.
package enum ProcessSpawn {
  /// - Parameters:
  ///   - executable: its path; PATH is not searched.
  ///   - environment: as `NAME=value`; nil for this process's own.
  ///   - input: what becomes the child's stdin; nil for this process's own, as for the other two.
  /// - Throws: ``WorkerError/system(operation:code:)`` where the program cannot be run.
  package static func start(
    _ executable: String, _ arguments: [String], environment: [String]? = nil, input: Int32? = nil,
    output: Int32? = nil, errors: Int32? = nil
  ) throws(WorkerError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, place) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO)] {
      if let descriptor { posix_spawn_file_actions_adddup2(&actions, descriptor, place) }
    }
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
    var entries = (environment ?? []).map { strdup($0) } + [nil]
    defer { for entry in entries { free(entry) } }
    var child = pid_t()
    let code =
      environment == nil
      ? posix_spawn(&child, executable, &actions, &attributes, &words, environ)
      : posix_spawn(&child, executable, &actions, &attributes, &words, &entries)
    guard code == 0 else { throw .system(operation: "start \(executable)", code: code) }
    return child
  }
}
