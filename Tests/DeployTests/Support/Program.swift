import Foundation

/// A program that a test runs.
///
/// Foundation's Process lets a program that another test starts inherit the pipes of this one, so that their
/// end never comes; sockets with close-on-exec do not.
final class Program {
  let identifier: pid_t
  private let said: Int32
  private var hasEnded = false

  struct Failure: Error {}

  /// Starts it from PATH, in a folder and with further variables.
  init(_ words: [String], environment: [String: String] = [:], directory: String = "/") throws {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Failure()
    }
    said = ends[0]
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer {
      close(ends[1])
      close(nothing)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (from, to) in [(nothing, 0), (ends[1], 1), (ends[1], 2)] {
      posix_spawn_file_actions_adddup2(&actions, from, Int32(to))
    }
    // The thread that runs a test may block signals, which would be inherited.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // The process becomes the program, so that its id and signals are the program's.
    let all = ["env", "-C", directory] + environment.map { "\($0.key)=\($0.value)" } + words
    let arguments = all.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    guard posix_spawnp(&child, "env", &actions, &attributes, arguments, environ) == 0 else { throw Failure() }
    identifier = child
  }

  deinit {
    if !hasEnded {
      kill(identifier, SIGKILL)
      waitpid(identifier, nil, 0)
    }
    close(said)
  }

  func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for the end: the exit code, and what it said on either stream.
  func finish() -> (status: Int32, output: String) {
    var text = ""
    while let part = part() { text += part }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    hasEnded = true
    return (status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F, text)
  }

  /// Waits until it says something; nil where it ends before.
  func waitForLine(containing text: String) -> String? {
    var all = ""
    while let part = part() {
      all += part
      if all.contains(text) { return all }
    }
    return nil
  }

  private func part() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(said, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  /// Runs to the end.
  static func run(_ words: String..., environment: [String: String] = [:]) throws -> (
    status: Int32, output: String
  ) {
    try Program(words, environment: environment).finish()
  }

  /// Whether a program can be run here.
  static func exists(_ name: String) -> Bool {
    let folders =
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init) + [
        "/usr/sbin"
      ]
    return folders.contains { access($0 + "/" + name, X_OK) == 0 }
  }
}
