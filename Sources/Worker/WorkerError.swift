internal import Platform

/// What keeps a worker from working.
package enum WorkerError: Error, Equatable, CustomStringConvertible {
  /// A call to the system failed: what was attempted, and the errno.
  case system(operation: String, code: Int32)
  /// The coordinator will not have this worker; `code` is ``WireRefusal/reason``.
  case refused(code: String, message: String)
  /// Slot processes end before they can take a task.
  case slotsCannotStart(reason: String)
  /// The configuration cannot work.
  case configuration(String)

  /// The failure that the last call on this thread reported.
  static func failure(_ operation: String) -> WorkerError { WorkerError(SystemError(operation)) }

  /// The same failure as this module's.
  init(_ error: SystemError) { self = .system(operation: error.operation, code: error.code) }

  /// Calls the system, with failures that are this module's.
  static func wrapping<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(WorkerError) -> Value {
    do throws(SystemError) { return try body() } catch { throw WorkerError(error) }
  }

  package var description: String {
    switch self {
    case .system(let operation, let code): "cannot \(operation): \(Errno.text(code)) (errno \(code))"
    case .refused(let code, let message): "the coordinator refused this worker (\(code)): \(message)"
    case .slotsCannotStart(let reason):
      "the slot processes end before they can take a task: \(reason); run `percolate doctor` on this machine"
    case .configuration(let problem): problem
    }
  }
}
