package import SweepModel

extension WireOutcome {
  /// What the journal and the scheduler call it. A number that is not known is a newer worker's, and counts against
  /// nobody: ``AttemptOutcome/lost``.
  package var attemptOutcome: AttemptOutcome {
    switch self {
    case .failed: .failed
    case .crashed: .crashed
    case .timedOut: .timedOut
    case .stalled: .stalled
    case .outOfMemory: .outOfMemory
    case .handedBack: .handedBack
    case .cancelled: .cancelled
    case .lost, .unspecified, .UNRECOGNIZED: .lost
    }
  }
}

extension WireOutcome {
  /// As a worker says it; ``AttemptOutcome/finished`` is said otherwise, with the result.
  package init(_ outcome: AttemptOutcome) {
    switch outcome {
    case .failed: self = .failed
    case .crashed: self = .crashed
    case .timedOut: self = .timedOut
    case .stalled: self = .stalled
    case .outOfMemory: self = .outOfMemory
    case .handedBack: self = .handedBack
    case .cancelled: self = .cancelled
    case .lost, .finished: self = .lost
    }
  }
}

extension WireTaskStatus {
  /// As it travels.
  package init(_ status: TaskStatus) {
    self =
      switch status {
      case .pending: .pending
      case .running: .running
      case .done: .done
      case .failed: .failed
      case .cancelled: .cancelled
      case .excluded: .excluded
      }
  }

  /// What it means here; nil where it is not known.
  package var status: TaskStatus? {
    switch self {
    case .pending: .pending
    case .running: .running
    case .done: .done
    case .failed: .failed
    case .cancelled: .cancelled
    case .excluded: .excluded
    case .unspecified, .UNRECOGNIZED: nil
    }
  }
}

extension WireRefusalCode {
  /// The word for people, and for programs of version 1 of the protocol; empty where it is not known.
  package var word: String {
    switch self {
    case .protocol: "protocol"
    case .role: "role"
    case .revoked: "revoked"
    case .malformed: "malformed"
    case .unspecified, .UNRECOGNIZED: ""
    }
  }
}

extension WireRefusal {
  /// A refusal that programs of every version can read.
  package init(_ code: WireRefusalCode, _ message: String) {
    self.init()
    self.code = code
    self.word = code.word
    self.message = message
  }

  /// Its code as a word, whatever version it comes from.
  package var reason: String { code.word.isEmpty ? word : code.word }
}
