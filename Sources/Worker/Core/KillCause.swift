/// Why the supervisor killed a slot.
enum KillCause: Equatable {
  case time
  case stall
  /// It was seen with that many resident bytes.
  case memory(resident: Int)
  /// It did not stop although its task was revoked.
  case revoked
  /// It did not stop within the grace period, or the worker leaves at once.
  case leaving
  /// What it wrote could not be read.
  case unreadable(String)
  /// It did not report that it is ready.
  case silentStart
}
