internal import Foundation
internal import Platform

/// One run of a program to its end, with what it printed.
struct CommandRun {
  /// Exit code; 128 + the signal's number where a signal ended it.
  let status: Int32
  /// Standard output, at most 64 KiB.
  let output: String
  /// Standard error, at most 64 KiB.
  let errors: String

  private static let limit = 65_536

  /// Runs a program from PATH with a file as its standard input. Blocks until it has ended.
  ///
  /// - Throws: ``DeployError/localFile(path:problem:)`` where the input or the program cannot be opened.
  init(_ program: String, _ arguments: [String], input: String?) throws(DeployError) {
    let source = open(input ?? "/dev/null", O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw .localFile(path: input ?? "/dev/null", problem: Errno.text()) }
    defer { close(source) }
    do throws(SystemError) {
      let standard = try Descriptor.makePipe()
      defer { close(standard.read) }
      let error: (read: Int32, write: Int32)
      do { error = try Descriptor.makePipe() } catch {
        close(standard.write)
        throw error
      }
      defer { close(error.read) }
      var spawn = ProcessSpawn(program, arguments)
      spawn.descriptors = [STDIN_FILENO: source, STDOUT_FILENO: standard.write, STDERR_FILENO: error.write]
      // It may ask at the terminal, and Ctrl-C is for it as well.
      spawn.hasOwnGroup = false
      // This program ignores SIGPIPE; what it starts should not. What its own caller ignores stays as it is, for nohup.
      spawn.defaultSignals = [SIGPIPE]
      let child: pid_t
      do {
        defer {
          close(standard.write)
          close(error.write)
        }
        child = try spawn.start()
      }
      let texts = CommandRun.readAll([standard.read, error.read])
      guard let ending = ProcessEnding(waitingFor: child) else { throw SystemError("wait for", program) }
      status = ending.shellStatus
      (output, errors) = (texts[0], texts[1])
    } catch {
      throw .localFile(path: program, problem: "it cannot be run: \(Errno.text(error.code))")
    }
  }

  /// Reads until every writer is gone; what is over the limit is read and dropped.
  private static func readAll(_ descriptors: [Int32]) -> [String] {
    var texts = descriptors.map { _ in [UInt8]() }
    var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while polls.contains(where: { $0.fd >= 0 }) {
      guard poll(&polls, nfds_t(polls.count), -1) >= 0 || errno == EINTR else { break }
      for index in polls.indices where polls[index].fd >= 0 && polls[index].revents != 0 {
        let count = read(polls[index].fd, &buffer, buffer.count)
        if count > 0 {
          texts[index].append(contentsOf: buffer.prefix(count).prefix(limit - texts[index].count))
        } else if count == 0 || errno != EINTR {
          polls[index].fd = -1
        }
      }
    }
    return texts.map { String(decoding: $0, as: UTF8.self) }
  }
}
