internal import Foundation
internal import Platform

/// Starts slot processes.
enum SlotSpawn {
  /// This process's environment, and a short form of Swift's crash report unless the user chose another:
  /// registers and images would push a task's own lines out of the hundred that are kept.
  static func environment(
    of process: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    let short = ["SWIFT_BACKTRACE": "interactive=no,color=no,registers=none,images=none,threads=crashed"]
    return process.merging(short) { chosen, _ in chosen }.map { "\($0)=\($1)" }
  }

  /// - Throws: as ``ProcessSpawn/start()``.
  static func start(
    _ command: SlotCommand, input: Int32, output: Int32, log: Int32
  ) throws(SystemError) -> pid_t {
    var spawn = ProcessSpawn(command.executable, command.arguments)
    spawn.environment = environment()
    spawn.descriptors = [STDIN_FILENO: input, STDOUT_FILENO: output, STDERR_FILENO: log]
    return try spawn.start()
  }
}
