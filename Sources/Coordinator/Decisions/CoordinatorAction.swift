internal import SweepModel

/// What a decision asks for besides what it writes, which is in ``CoordinatorCore/batch``.
enum CoordinatorAction: Equatable {
  /// Say it in the log, as a warning.
  case warn(String)
  /// A worker sent the result of an attempt that it never had. To be said once for each connection.
  case reportMadeUpClaim(ConnectedWorker, TaskNumber, attempt: Int)
  /// Tell a worker that a client wants it to leave.
  case askToLeave(ConnectedWorker)
}
