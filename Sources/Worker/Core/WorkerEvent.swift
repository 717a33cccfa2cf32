internal import Messages
internal import SweepModel
internal import Transport

/// What the shell tells the supervisor's core.
enum WorkerEvent {
  /// The process has set itself up.
  case started
  case received(WireFromCoordinator)
  /// The coordinator sent what cannot be read; the sentence says what.
  case unreadable(WireError)
  case slotMessages(Int, [WireFromSlot])
  case slotLog(Int, [String])
  /// The slot's stream is out of step.
  case slotUnreadable(Int, String)
  case slotExited(Int, SlotExit)
  /// A look at the slot's resident set, in bytes.
  case memory(Int, resident: Int)
  /// Whether the files of a program are on this machine, where they stay while they are used.
  case filesFound(ProgramBundle, isThere: Bool)
  /// The files of a program were unpacked; or why not, as a sentence.
  case filesKept(ProgramBundle, problem: String?)
  case signal(Int32)
  /// A look at what the connection says about the other end.
  case connection(ConnectionFinding)
  /// When the worker has to be gone, as its batch system says now; nil where that sets no limit.
  case deadline(Double?)
  /// Time passed.
  case tick
}
