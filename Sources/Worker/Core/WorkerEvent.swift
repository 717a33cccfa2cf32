import Transport

/// What the shell tells the supervisor's core.
enum WorkerEvent {
  /// The process has set itself up.
  case started
  case received(WireFromCoordinator)
  /// The coordinator sent what cannot be read; the sentence says what.
  case unreadable(TransportError)
  case slotMessages(Int, [WireFromSlot])
  case slotLog(Int, [String])
  /// The slot's stream is out of step.
  case slotUnreadable(Int, String)
  case slotExited(Int, SlotExit)
  /// A look at the slot's resident set, in bytes.
  case memory(Int, resident: Int)
  case signal(Int32)
  /// Time passed.
  case tick
}
