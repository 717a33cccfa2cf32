/// Why a client has no answer.
package enum RequestError: Error, Equatable, CustomStringConvertible {
  /// Nobody answered in time.
  case unreachable(endpoint: String, seconds: Double)
  /// The coordinator will not talk to this client.
  case refused(code: String, message: String)

  package var description: String {
    switch self {
    case .unreachable(let endpoint, let seconds):
      "no coordinator answered at \(endpoint) within \(seconds) s; check that it runs, that this machine "
        + "reaches that address and port, and that the access file is this coordinator's"
    case .refused(let code, let message): "the coordinator refused this client (\(code)): \(message)"
    }
  }
}
