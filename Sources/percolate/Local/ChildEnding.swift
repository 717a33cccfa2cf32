internal import Platform
internal import Worker

/// How a child process ended.
enum ChildEnding: Equatable, Sendable {
  case exited(Int32)
  case signalled(Int32)
  /// It could not be started: why.
  case neverStarted(String)

  init(_ ending: ProcessEnding) {
    switch ending {
    case .exited(let code): self = .exited(code)
    case .signalled(let number): self = .signalled(number)
    }
  }

  /// As it reads behind the name of what ended.
  var description: String {
    switch self {
    case .exited(let code): "left with exit code \(code)"
    case .signalled(let number): "was ended by \(SignalName.text(number))"
    case .neverStarted(let reason): "could not be started: \(reason)"
    }
  }
}
