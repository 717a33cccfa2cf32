/// What makes a worker leave.
enum LeavingCause: Equatable {
  /// Its batch system, or a person, sent a signal.
  case signal
  /// Its time is up.
  case timeLimit
  /// The coordinator asked for it.
  case drain
  /// There was nothing to do.
  case idle
}
