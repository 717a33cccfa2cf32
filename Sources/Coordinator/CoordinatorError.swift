/// Why a coordinator cannot start or go on.
package enum CoordinatorError: Error, CustomStringConvertible {
  /// libzmq was built without CURVE.
  case noCurve
  /// libzmq has a known hole.
  case outdatedZeroMQ(found: String, minimum: String)
  /// `--insecure` on an address that others can reach.
  case insecureBeyondLoopback(endpoint: String)
  /// What an option gives is no address, or none of this machine's.
  case address(option: String, reason: String)
  /// The address cannot be listened on.
  case cannotListen(endpoint: String, reason: String)
  /// The keys cannot be read or made.
  case keys(path: String, reason: String)
  /// The journal failed for good while running.
  case journal(String)

  package var description: String {
    switch self {
    case .noCurve:
      "this libzmq was built without CURVE, so connections could be neither encrypted nor refused; "
        + "install Debian's libzmq5, or run on loopback with --insecure"
    case .outdatedZeroMQ(let found, let minimum):
      "libzmq \(found) can be stalled by any peer (CVE-2020-15166); install \(minimum) or newer"
    case .insecureBeyondLoopback(let endpoint):
      "--insecure would let anyone who reaches \(endpoint) run code here; "
        + "leave it out, or listen on loopback: --listen tcp://127.0.0.1:7733"
    case .address(let option, let reason): "\(option): \(reason)"
    case .cannotListen(let endpoint, let reason):
      "cannot listen on \(endpoint): \(reason); choose another address or port with --listen tcp://ADDRESS:PORT"
    case .keys(let path, let reason):
      "the keys in \(path) cannot be used: \(reason)"
    case .journal(let reason):
      "the journal failed, so the coordinator stops before it could lose anything: \(reason)"
    }
  }
}
