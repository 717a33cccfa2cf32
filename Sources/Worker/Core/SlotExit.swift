internal import Platform

/// How a slot process left.
struct SlotExit: Equatable {
  enum Status: Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// It could not be started at all; the sentence says why.
    case neverStarted(String)

    init(_ ending: ProcessEnding) {
      switch ending {
      case .exited(let code): self = .exited(code)
      case .signalled(let number): self = .signalled(number)
      }
    }
  }

  var status: Status
  /// Its largest resident set, in bytes.
  var maximumResident = 0
  /// True where the machine's counter of processes killed for memory rose while this one died.
  var machineRanOutOfMemory = false
}
