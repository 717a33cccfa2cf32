internal import Foundation

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
    func problem(_ path: String, _ code: Int32) -> DeployError {
      .localFile(path: path, problem: String(cString: strerror(code)))
    }
    let source = open(input ?? "/dev/null", O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw problem(input ?? "/dev/null", errno) }
    defer { close(source) }
    let standard = try CommandRun.pipe()
    let error: (read: Int32, write: Int32)
    do { error = try CommandRun.pipe() } catch {
      close(standard.read)
      close(standard.write)
      throw error
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (from, to) in [(source, 0), (standard.write, 1), (error.write, 2)] {
      posix_spawn_file_actions_adddup2(&actions, from, Int32(to))
    }
    // The program ignores SIGPIPE; what it starts should not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let code = posix_spawnp(&child, program, &actions, &attributes, words, environ)
    close(standard.write)
    close(error.write)
    let texts = code == 0 ? CommandRun.readAll([standard.read, error.read]) : []
    close(standard.read)
    close(error.read)
    guard code == 0, texts.count == 2 else {
      throw .localFile(path: program, problem: "it cannot be run: \(String(cString: strerror(code)))")
    }
    var result: Int32 = 0
    while waitpid(child, &result, 0) < 0, errno == EINTR {}
    status = result & 0x7F == 0 ? result >> 8 & 0xFF : 128 + result & 0x7F
    output = texts[0]
    errors = texts[1]
  }

  /// A pair of sockets rather than a pipe, because it is born with close-on-exec: a program that another
  /// thread starts at the same moment must not hold the end open.
  private static func pipe() throws(DeployError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw .localFile(path: "socketpair", problem: String(cString: strerror(errno)))
    }
    return (ends[0], ends[1])
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
