internal import CZeroMQ
internal import Glibc

/// What libzmq refused to do, with the errno it gave.
///
/// Would-block, time-out and "no route to this peer" are results of the calls that can meet them, never
/// errors of this type.
package struct ZMQError: Error, Equatable, CustomStringConvertible {
  /// What was attempted, as a phrase with its subject, such as `bind tcp://*:7700`.
  package let operation: String
  /// The errno (POSIX or libzmq's own, such as ETERM).
  package let code: Int32
  /// What the caller knows beyond the errno, for failures that this module finds itself.
  package let detail: String?

  /// Describes a failure.
  package init(operation: String, code: Int32, detail: String? = nil) {
    self.operation = operation
    self.code = code
    self.detail = detail
  }

  /// The failure that libzmq just reported on this thread.
  static func last(_ operation: @autoclosure () -> String) -> ZMQError {
    let code = zmq_errno()
    return ZMQError(operation: operation(), code: code)
  }

  /// Whether the context is being shut down: close the socket and leave its loop.
  package var isTermination: Bool { code == Self.etermCode }

  package var description: String {
    let reason = detail ?? String(cString: zmq_strerror(code))
    return "cannot \(operation): \(reason) (errno \(code))\(advice.map { "; \($0)" } ?? "")"
  }

  static let etermCode = Int32(ETERM)

  /// What a user can do about it, for the failures that users meet.
  private var advice: String? {
    if detail != nil { return nil }
    return switch code {
    case EADDRINUSE: "another process listens there: choose another port or stop that process"
    case EADDRNOTAVAIL, ENODEV:
      "this machine has no such address or interface: use one of its own, or * for all"
    case EACCES: "choose a port above 1023, or a path that this user may write"
    case EPROTONOSUPPORT: "this libzmq was built without that transport: use tcp://, ipc:// or inproc://"
    case EMFILE, ENFILE: "raise the limit on open files (ulimit -n) or the context's maximumSockets"
    case EINVAL: "check the form of the address or the value (tcp://HOST:PORT, 40 characters for a key)"
    case Self.etermCode: "the context is shutting down: close the socket"
    default: nil
    }
  }
}
