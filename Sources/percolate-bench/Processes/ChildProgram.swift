internal import Foundation
internal import Platform

/// A program started by the benchmark: its stdout comes back here, its stderr goes to a file.
///
/// It is killed when the last reference goes away.
final class ChildProgram {
  /// Its process id.
  let identifier: pid_t
  private let name: String
  private let log: String
  private let output: FileHandle
  private let input: FileHandle?
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
    let start = try ChildProgram.start(executable, arguments, log, environment, listens)
    identifier = start.child
    output = FileHandle(fileDescriptor: start.output, closeOnDealloc: true)
    input = start.input.map { FileHandle(fileDescriptor: $0, closeOnDealloc: true) }
  }

  private static func start(
    _ executable: String, _ arguments: [String], _ log: String, _ environment: [String: String],
    _ listens: Bool
  ) throws -> (child: pid_t, output: Int32, input: Int32?) {
    let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard errors >= 0 else { throw BenchError("cannot open \(log)", errno: errno) }
    // Those of this process's ends that the child gets; then those that this process keeps.
    var given = [errors]
    var kept: [Int32] = []
    defer { for descriptor in given { close(descriptor) } }
    do throws(SystemError) {
      let output = try Descriptor.makePipe()
      given.append(output.write)
      kept.append(output.read)
      var spawn = ProcessSpawn(executable, arguments)
      spawn.environment =
        ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
      // Ctrl-C ends the benchmark, and with it what it measures.
      spawn.hasOwnGroup = false
      spawn.descriptors = [STDOUT_FILENO: output.write, STDERR_FILENO: errors]
      var input: Int32?
      if listens {
        let ends = try Descriptor.makePipe()
        given.append(ends.read)
        kept.append(ends.write)
        spawn.descriptors[STDIN_FILENO] = ends.read
        input = ends.write
      } else {
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard nothing >= 0 else { throw SystemError("open", "/dev/null") }
        given.append(nothing)
        spawn.descriptors[STDIN_FILENO] = nothing
      }
      return (try spawn.start(), output.read, input)
    } catch {
      for descriptor in kept { close(descriptor) }
      throw BenchError("\(error)")
    }
  }

  deinit {
    guard exitCode == nil else { return }
    kill(identifier, SIGKILL)
    _ = ProcessEnding(waitingFor: identifier)
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
    let code = ProcessEnding(waitStatus: status).shellStatus
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
