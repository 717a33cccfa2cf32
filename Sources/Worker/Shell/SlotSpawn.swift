import Foundation
import Glibc

/// Starts slot processes. Spawned, never forked: a forked copy of a live ZeroMQ context corrupts both.
enum SlotSpawn {
  /// This process's environment, and a short form of Swift's crash report unless the user chose another:
  /// registers and images would push a task's own lines out of the hundred that are kept.
  static func environment(
    of process: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    let short = ["SWIFT_BACKTRACE": "interactive=no,color=no,registers=none,images=none,threads=crashed"]
    return process.merging(short) { chosen, _ in chosen }.map { "\($0)=\($1)" }
  }

  /// - Throws: ``WorkerError/system(operation:code:)`` where the program cannot be run.
  static func start(
    _ command: SlotCommand, input: Int32, output: Int32, log: Int32
  ) throws(WorkerError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO)

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

    var arguments = ([command.executable] + command.arguments).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment = SlotSpawn.environment().map { strdup($0) } + [nil]
    defer { for entry in environment { free(entry) } }
    var child = pid_t()
    let code = posix_spawn(&child, command.executable, &actions, &attributes, &arguments, &environment)
    guard code == 0 else { throw .system(operation: "start \(command.executable)", code: code) }
    return child
  }
}
