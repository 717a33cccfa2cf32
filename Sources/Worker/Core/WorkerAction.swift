internal import Messages
internal import SweepModel
internal import Transport

/// What the supervisor's core wants done, in order.
enum WorkerAction {
  /// Close the connection with whatever waits in it and open a fresh one.
  case dial
  case send(WireToCoordinator)
  case spawn(Int)
  case feed(Int, [WireToSlot])
  /// Give the slot that many processors, starting with its own.
  case pin(Int, threads: Int)
  case kill(Int)
  /// Keep a result on disk until it is acknowledged.
  case spool(KeptResult)
  case unspool(LeaseKey)
  /// Look whether the files of a program are on this machine.
  case findFiles(ProgramBundle)
  /// Unpack the files of a program, which have its digest.
  case keepFiles(ProgramBundle, [UInt8])
  case log(WorkerLog, String)
  /// Ask the batch system to queue this job again, once all is said and done.
  case requeue
  case exit(Int32, String?)
}

/// How loud a line of the supervisor's own log is.
enum WorkerLog {
  case debug, notice, warning, error
}
