import Foundation
import Glibc

/// A program that runs beside the test, killed with its process group when the test lets go of it.
final class RunningProcess: Sendable {
  /// How a process ended.
  enum Ending: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    var ending: Ending?
    var isDying = false
  }

  let identifier: pid_t
  let output: PipeText
  let errors: PipeText
  private let state = State()

  /// - Parameters:
  ///   - lifeline: a descriptor that this process and all that it starts keep open.
  ///   - input: what it reads from; nothing where nil.
  init(
    _ arguments: [String], program: String = ProgramUnderTest.path, environment: [String: String] = [:],
    lifeline: Int32? = nil, input: Int32? = nil
  ) throws {
    let (outputEnd, outputStart) = try RunningProcess.makePipe()
    let (errorEnd, errorStart) = try RunningProcess.makePipe()
    defer {
      close(outputStart)
      close(errorStart)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, outputStart, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errorStart, STDERR_FILENO)
    // A copy loses the mark that would close it in the child, so it is handed down to grandchildren.
    if let lifeline { posix_spawn_file_actions_adddup2(&actions, lifeline, 200) }
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
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var entries = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in words + entries { free(pointer) } }
    var child = pid_t()
    let code = posix_spawn(&child, program, &actions, &attributes, &words, &entries)
    guard code == 0 else { throw GaveUp(description: "cannot start \(program): error \(code)") }
    identifier = child
    let started = child
    output = PipeText(reading: outputEnd)
    errors = PipeText(reading: errorEnd)
    let state = state
    Thread {
      var status: Int32 = 0
      while waitpid(started, &status, 0) < 0, errno == EINTR {}
      let number = status & 0x7f
      state.condition.withLock {
        state.ending = number == 0 ? .code((status >> 8) & 0xff) : .signal(number)
        state.condition.broadcast()
      }
    }.start()
  }

  deinit { if ending == nil { Glibc.kill(-identifier, SIGKILL) } }

  /// How it ended; nil while it runs.
  var ending: Ending? { state.condition.withLock { state.ending } }

  /// Sends a signal to this process only; does nothing once it has ended.
  func send(_ signal: Int32) {
    state.condition.withLock { if state.ending == nil { Glibc.kill(identifier, signal) } }
  }

  /// Whether ``kill()`` was called.
  var isDying: Bool { state.condition.withLock { state.isDying } }

  /// Sends SIGKILL, to this process only.
  func kill() {
    state.condition.withLock { state.isDying = true }
    send(SIGKILL)
  }

  /// Waits for the end.
  func exit(within seconds: Double = Patience.seconds) throws -> Ending {
    let limit = Date(timeIntervalSinceNow: seconds)
    state.condition.lock()
    defer { state.condition.unlock() }
    while true {
      if let ending = state.ending { return ending }
      if !state.condition.wait(until: limit), state.ending == nil {
        throw GaveUp(
          description: "process \(identifier) did not end in \(seconds) s; it said: \(errors.text)")
      }
    }
  }

  /// Waits until it has printed something.
  func waitForOutput(_ text: String) throws {
    guard output.wait(until: { $0.contains(text) }) else {
      throw GaveUp(description: "`\(text)` was not printed; stdout \(output.text) stderr \(errors.text)")
    }
  }

  /// Waits until it has logged something.
  func waitForLog(_ text: String) throws {
    guard errors.wait(until: { $0.contains(text) }) else {
      throw GaveUp(description: "`\(text)` was not logged; stderr: \(errors.text)")
    }
  }

  /// The read and the write end, closed in programs that are started.
  static func makePipe() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw GaveUp(description: "no pipe: error \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
