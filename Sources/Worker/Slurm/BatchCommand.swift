internal import Foundation
internal import Glibc
internal import Platform

/// One short run of a batch system's command, whose answer is a few lines.
package enum BatchCommand {
  /// Why there is no answer, as a sentence.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Whether the command itself ended with a code that says no. Otherwise nobody knows what it has done.
    package let isRefusal: Bool

    init(_ description: String, isRefusal: Bool = false) {
      self.description = description
      self.isRefusal = isRefusal
    }
  }

  /// Bytes of an answer that are read.
  package static let limit = 1 << 20

  /// Runs a program, looked up in PATH, to its end. Blocks the calling thread.
  ///
  /// SIGTERM does not end it: the batch system sends that to all of a job's processes, perhaps because of what this
  /// very command asked for.
  ///
  /// - Returns: what it wrote to stdout where it ended with 0.
  package static func run(_ words: [String], within seconds: Double) -> Result<String, Failure> {
    let name = words.first.map { ($0 as NSString).lastPathComponent } ?? ""
    do throws(WorkerError) {
      let output = try WorkerError.wrapping(Descriptor.makePipe)
      defer { close(output.read) }
      let errors = try WorkerError.wrapping(Descriptor.makePipe)
      defer { close(errors.read) }
      let shell = ["-c", #"trap "" TERM; exec "$@""#, "sh"]
      let child: pid_t
      do {
        defer {
          close(output.write)
          close(errors.write)
        }
        child = try start(shell + words, output: output.write, errors: errors.write)
      }
      let ending = try follow(child, output: output.read, errors: errors.read, within: seconds)
      guard let status = ending.status.map(ProcessEnding.init(waitStatus:)) else {
        return .failure(Failure("\(name) did not answer within \(Int(seconds.rounded(.up))) s"))
      }
      if status == .exited(127) {
        return .failure(
          Failure(
            "there is no \(name) here: the batch system's commands are not installed on this machine, or not in PATH",
            isRefusal: true))
      }
      guard status == .exited(0) else {
        let said = ending.errors.split(whereSeparator: \.isNewline).first.map { ": \($0.prefix(300))" } ?? ""
        let how =
          switch status {
          case .exited(let code): "exit code \(code)"
          case .signalled(let number): SignalName.text(number)
          }
        var isRefusal = false
        if case .exited = status { isRefusal = true }
        return .failure(Failure("\(name) ended with \(how)\(said)", isRefusal: isRefusal))
      }
      return .success(ending.output)
    } catch {
      return .failure(Failure("\(error)"))
    }
  }

  private struct Ending {
    /// As waitpid gives it; nil where the program had to be killed.
    var status: Int32?
    var output: String
    var errors: String
  }

  /// Starts a shell.
  private static func start(
    _ arguments: [String], output: Int32, errors: Int32
  ) throws(WorkerError) -> pid_t {
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { throw WorkerError.failure("open /dev/null") }
    defer { close(nothing) }
    var spawn = ProcessSpawn("/bin/sh", arguments)
    spawn.descriptors = [STDIN_FILENO: nothing, STDOUT_FILENO: output, STDERR_FILENO: errors]
    return try WorkerError.wrapping(spawn.start)
  }

  /// Reads both pipes until they end, or until time is up.
  private static func follow(
    _ child: pid_t, output: Int32, errors: Int32, within seconds: Double
  ) throws(WorkerError) -> Ending {
    let end = MonotonicClock.seconds + seconds
    var texts: [Int32: [UInt8]] = [output: [], errors: []]
    var open = [output, errors]
    var buffer = [UInt8](repeating: 0, count: 16_384)
    var isLate = false
    while !open.isEmpty {
      let left = end - MonotonicClock.seconds
      guard left > 0 else {
        isLate = true
        break
      }
      var sources = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let count = poll(&sources, nfds_t(sources.count), Int32(min(left * 1000 + 1, 1e6)))
      guard count > 0 || errno == EINTR || count == 0 else { throw WorkerError.failure("wait for an answer") }
      for source in sources where count > 0 && source.revents != 0 {
        guard case .bytes(let read) = Descriptor.read(source.fd, into: &buffer) else {
          open.removeAll { $0 == source.fd }
          continue
        }
        let room = limit - (texts[source.fd]?.count ?? 0)
        texts[source.fd]?.append(contentsOf: buffer[..<min(read, max(room, 0))])
      }
    }
    var status: Int32 = 0
    // It may have closed its pipes and go on, and waitpid knows no time limit.
    while !isLate, waitpid(child, &status, WNOHANG) != child {
      isLate = MonotonicClock.seconds >= end
      poll(nil, 0, 5)
    }
    if isLate {
      // With whatever it has started.
      kill(-child, SIGKILL)
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
    func text(_ descriptor: Int32) -> String { String(decoding: texts[descriptor] ?? [], as: UTF8.self) }
    return Ending(status: isLate ? nil : status, output: text(output), errors: text(errors))
  }
}
