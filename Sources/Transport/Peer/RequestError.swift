/// Why a client has no answer.
package enum RequestError: Error, Equatable, CustomStringConvertible {
  /// Nobody answered in time.
  ///
  /// `finding` is what the connection has shown by then.
  case unreachable(endpoint: String, seconds: Double, finding: ConnectionFinding = .absent)
  /// The coordinator does not accept the key in the access file.
  case keyRefused(endpoint: String)
  /// The coordinator will not talk to this client; `code` is ``WireRefusal/reason``.
  case refused(code: String, message: String)

  package var description: String {
    switch self {
    case .unreachable(let endpoint, let seconds, let finding):
      "no coordinator answered at \(endpoint) within \(seconds) s; \(finding.advice)"
    case .keyRefused(let endpoint): "refused at \(endpoint): \(ConnectionFinding.refused.advice)"
    case .refused(let code, let message): "the coordinator refused this client (\(code)): \(message)"
    }
  }
}
