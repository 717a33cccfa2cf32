package import Foundation
internal import Platform

/// A program that runs beside the test, killed with its process group when the test lets go of it.
package final class RunningProcess: Sendable {
  /// How a process ended.
  package enum Ending: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  private struct State {
    var ending: Ending?
    var isDying = false
  }

  package let identifier: pid_t
  package let output: PipeText
  package let errors: PipeText
  private let state = Watched(State())

  /// Starts it, with no signal blocked or ignored.
  ///
  /// - Parameters:
  ///   - program: its path, or its name, which is looked up in PATH.
  ///   - environment: what its environment has besides this process's own.
  ///   - directory: where it works; where the test does if nil.
  ///   - lifeline: a descriptor that this process and all that it starts keep open.
  ///   - input: what it reads from; nothing where nil.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
    lifeline: Int32? = nil, input: Int32? = nil
  ) throws {
    let outputPipe = try Descriptor.makePipe()
    let errorPipe = try Descriptor.makePipe()
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { for descriptor in [outputPipe.write, errorPipe.write, nothing] { close(descriptor) } }
    // It becomes the program that it is told, whose process id and signals are then the program's.
    var spawn =
      directory.map { ProcessSpawn("env", ["-C", $0, program] + arguments) }
      ?? ProcessSpawn(program, arguments)
    spawn.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      .map { "\($0)=\($1)" }
    spawn.descriptors = [
      STDIN_FILENO: input ?? nothing, STDOUT_FILENO: outputPipe.write, STDERR_FILENO: errorPipe.write,
    ]
    // A copy loses the mark that would close it in the child, so it is handed down to grandchildren.
    if let lifeline { spawn.descriptors[200] = lifeline }
    output = PipeText(reading: outputPipe.read)
    errors = PipeText(reading: errorPipe.read)
    let child = try spawn.start()
    identifier = child
    let state = state
    Thread {
      let ending = ProcessEnding(waitingFor: child)
      state.change {
        switch ending {
        case .exited(let code): $0.ending = .code(code)
        case .signalled(let number): $0.ending = .signal(number)
        case nil: $0.ending = .code(-1)
        }
      }
    }.start()
  }

  deinit { if ending == nil { Foundation.kill(-identifier, SIGKILL) } }

  /// How it ended; nil while it runs.
  package var ending: Ending? { state.value.ending }

  /// Sends a signal to this process only; does nothing once it has ended.
  package func send(_ signal: Int32) {
    state.change { if $0.ending == nil { Foundation.kill(identifier, signal) } }
  }

  /// Whether ``kill()`` was called.
  package var isDying: Bool { state.value.isDying }

  /// Sends SIGKILL, to this process only.
  package func kill() {
    state.change { $0.isDying = true }
    send(SIGKILL)
  }

  /// Waits for the end.
  ///
  /// - Throws: ``GaveUp`` where that takes too long.
  package func exit(within seconds: Double = Patience.seconds) throws -> Ending {
    guard state.wait(within: seconds, until: { $0.ending != nil }), let ending else {
      throw GaveUp(
        description: "process \(identifier) did not end in \(seconds) s; it said: \(errors.text)")
    }
    return ending
  }

  /// Waits for the end, and for that of all that holds its stdout or stderr.
  ///
  /// - Throws: ``GaveUp`` where that takes too long.
  package func finish(within seconds: Double = Patience.seconds) throws -> ProgramAnswer {
    let ending = try exit(within: seconds)
    guard output.waitForEnd(), errors.waitForEnd() else {
      throw GaveUp(description: "something that process \(identifier) has started holds its output open")
    }
    return ProgramAnswer(ending: ending, output: output.text, errors: errors.text)
  }

  /// Waits until it has printed something.
  package func waitForOutput(_ text: String) throws {
    guard output.wait(until: { $0.contains(text) }) else {
      throw GaveUp(description: "`\(text)` was not printed; stdout \(output.text) stderr \(errors.text)")
    }
  }

  /// Waits until it has logged something.
  package func waitForLog(_ text: String) throws {
    guard errors.wait(until: { $0.contains(text) }) else {
      throw GaveUp(description: "`\(text)` was not logged; stderr: \(errors.text)")
    }
  }

  /// Runs a program to its end; as for ``init(_:_:environment:directory:lifeline:input:)``.
  package static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
    within seconds: Double = Patience.seconds
  ) throws -> ProgramAnswer {
    try RunningProcess(program, arguments, environment: environment, directory: directory)
      .finish(within: seconds)
  }

  /// Whether a program can be run here by its name.
  package static func isInstalled(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    // Texts, said so: as a sum of other collections the names of folders would be lists of characters.
    let folders: [String] = path.split(separator: ":").map(String.init) + ["/usr/sbin"]
    return folders.contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
