internal import CLinux
internal import Foundation
internal import Platform
internal import Synchronization

/// The live page beside a coordinator, as a process of its own: however many look at it and whatever they ask, it cannot
/// keep the coordinator from its workers. One that ends is started again, at the same address.
final class PageChild: Sendable {
  private struct State {
    var process: pid_t
    var isStopping = false
  }

  /// What to open in a browser.
  let address: String
  private let state: Mutex<State>
  private let hasEnded = DispatchSemaphore(value: 0)
  /// Seconds that a page lives at least which is worth another start.
  private static let worthwhile = 10.0

  /// Starts it, and waits until it says where it is. To be called by a thread that stays: the page ends with it.
  ///
  /// - Parameters:
  ///   - data: the coordinator's directory.
  ///   - place: HOST:PORT; nil for where it was last, or a free port of this machine.
  ///   - options: of `percolate page`.
  ///   - note: told when it has ended by itself.
  /// - Throws: ``Problem`` where it ends instead; it has said why on stderr.
  init(
    data: String, place: String?, options: [String], note: @escaping @Sendable (String) -> Void
  ) throws {
    let arguments =
      ["page", "--data", data, "--parent-process", "\(getpid())"] + (place.map { ["--listen", $0] } ?? [])
      + options
    let first = try PageChild.start(arguments)
    address = first.address
    state = Mutex(State(process: first.process))
    let thread = Thread { [self] in look(after: first.process, arguments, note) }
    thread.name = "page"
    thread.start()
  }

  /// Ends it and waits for that.
  func stop() {
    state.withLock {
      $0.isStopping = true
      if $0.process > 0 { kill($0.process, SIGTERM) }
    }
    hasEnded.wait()
  }

  private func look(after first: pid_t, _ arguments: [String], _ note: (String) -> Void) {
    defer { hasEnded.signal() }
    var process = first
    var startedAt = MonotonicClock.seconds
    while true {
      let ending = ProcessEnding(waitingFor: process)
      let isStopping = state.withLock { state in
        state.process = 0
        return state.isStopping
      }
      if isStopping { return }
      let how = ending.map { ChildEnding($0).description } ?? "its end was not seen"
      guard MonotonicClock.seconds - startedAt > PageChild.worthwhile else {
        return note("the page has ended (\(how)) as soon as it began; `percolate page` starts another one")
      }
      note("the page has ended (\(how)), and is started again")
      startedAt = MonotonicClock.seconds
      guard let next = try? PageChild.start(arguments) else {
        return note("the page cannot be started again; `percolate page` starts another one")
      }
      process = next.process
      let isLate = state.withLock { state in
        state.process = process
        return state.isStopping
      }
      if isLate { kill(process, SIGTERM) }
    }
  }

  private static func start(_ arguments: [String]) throws -> (process: pid_t, address: String) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else {
      throw Problem(ExitStatus.someFailed, "the page cannot be started: \(Errno.text())")
    }
    defer { close(ends[0]) }
    var spawn = ProcessSpawn("/proc/self/exe", arguments)
    spawn.descriptors[STDOUT_FILENO] = ends[1]
    let process: pid_t
    do throws(SystemError) { process = try spawn.start() } catch {
      close(ends[1])
      throw Problem(ExitStatus.someFailed, "the page cannot be started: \(error)")
    }
    close(ends[1])
    // Its end closes the pipe.
    var line: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while !line.contains(UInt8(ascii: "\n")) {
      let count = read(ends[0], &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      line += piece.prefix(count)
    }
    guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else {
      _ = ProcessEnding(waitingFor: process)
      throw Problem(ExitStatus.usage, "the page could not be served")
    }
    return (process, String(decoding: line[..<end], as: UTF8.self))
  }
}

/// Ends this process with the one that started it, whose death nobody tells it of otherwise.
enum ParentDeath {
  /// - Parameter parent: the process that started this one.
  static func endWith(_ parent: pid_t) {
    _ = percolate_set_parent_death_signal(SIGTERM)
    // It may be gone already.
    if getppid() != parent { Foundation.exit(ExitStatus.interrupted) }
  }
}
