internal import Foundation

/// A program started by the benchmark: its stdout comes back here, its stderr goes to a file.
///
/// It is killed when the last reference goes away.
final class ChildProgram {
  /// Its process id.
  let identifier: pid_t
  private let name: String
  private let log: String
  private var output: FileHandle
  private var input: FileHandle?
  private var exitCode: Int32?

  /// Starts a program, with default signals whatever this process does about its own.
  ///
  /// - Parameters:
  ///   - executable: a path, or a name to be found in PATH.
  ///   - arguments: without the program's own name.
  ///   - log: the file for its stderr; appended to.
  ///   - environment: added to this process's own.
  ///   - listens: whether it reads what ``tell(_:)`` says; else it finds its stdin empty.
  /// - Throws: ``BenchError`` where it cannot be run, or the benchmark is interrupted.
  init(
    _ executable: String, _ arguments: [String], log: String, environment: [String: String] = [:],
    listens: Bool = false
  ) throws {
    name = ([(executable as NSString).lastPathComponent] + arguments.prefix(1)).joined(separator: " ")
    self.log = log
    // The signal may have come while nothing was waited for.
    if Interruption.isRequested { throw BenchError("interrupted") }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw BenchError("cannot make a pipe", errno: errno) }
    let (readEnd, writeEnd) = (ends[0], ends[1])
    defer { close(writeEnd) }
    output = FileHandle(fileDescriptor: readEnd, closeOnDealloc: true)
    // No other child may hold the writing end: the end of one program's output would wait for another's.
    for end in [readEnd, writeEnd] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var inputEnds: [Int32] = [-1, -1]
    if listens {
      guard pipe(&inputEnds) == 0 else { throw BenchError("cannot make a pipe", errno: errno) }
      for end in inputEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      input = FileHandle(fileDescriptor: inputEnds[1], closeOnDealloc: true)
      posix_spawn_file_actions_adddup2(&actions, inputEnds[0], 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    defer { if listens { close(inputEnds[0]) } }
    posix_spawn_file_actions_adddup2(&actions, writeEnd, 1)
    posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var entries =
      ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
    defer { for entry in entries { free(entry) } }
    var child = pid_t()
    let code = posix_spawnp(&child, executable, &actions, &attributes, &words, &entries)
    guard code == 0 else { throw BenchError("cannot start \(executable)", errno: code) }
    identifier = child
  }

  deinit {
    guard exitCode == nil else { return }
    kill(identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
  }

  /// Writes a line to its stdin.
  func tell(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        write(input?.fileDescriptor ?? -1, $0.baseAddress, $0.count)
      }
      if count > 0 { sent += count }
      if count < 0, errno != EINTR { throw failure("does not listen any more") }
      if Interruption.isRequested { throw BenchError("interrupted") }
    }
  }

  /// The next line of its output; waits for it.
  ///
  /// - Throws: ``BenchError`` where it ended without one.
  func nextLine() throws -> String {
    var line: [UInt8] = []
    while true {
      let byte = try read(upTo: 1)
      guard let first = byte.first else { throw failure("ended before it said what it should") }
      if first == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(first)
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: its exit code, 128 + the signal where one ended it, and what it printed.
  /// - Throws: ``BenchError`` where the benchmark is interrupted meanwhile.
  func finish() throws -> (code: Int32, output: String) {
    var bytes: [UInt8] = []
    while case let part = try read(upTo: 65_536), !part.isEmpty { bytes += part }
    return (try wait(), String(decoding: bytes, as: UTF8.self))
  }

  /// Waits for its end; what it still prints is dropped.
  func wait() throws -> Int32 {
    if let exitCode { return exitCode }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 {
      guard errno == EINTR else { throw BenchError("cannot wait for \(name)", errno: errno) }
      if Interruption.isRequested { throw BenchError("interrupted") }
    }
    let signal = status & 0x7f
    let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
    exitCode = code
    return code
  }

  /// Sends a signal, unless it ended already.
  func send(_ signal: Int32) {
    if exitCode == nil { kill(identifier, signal) }
  }

  /// An error about this program, with the end of its log.
  func failure(_ what: String) -> BenchError {
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").suffix(5).joined(separator: "\n  ")
    return BenchError("\(name) \(what)" + (lines.isEmpty ? "" : "; its last words:\n  \(lines)"))
  }

  private func read(upTo count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let got = Glibc.read(output.fileDescriptor, &bytes, count)
      if got >= 0 { return Array(bytes.prefix(got)) }
      guard errno == EINTR else { throw BenchError("cannot read what \(name) prints", errno: errno) }
      if Interruption.isRequested { throw BenchError("interrupted") }
    }
  }
}
