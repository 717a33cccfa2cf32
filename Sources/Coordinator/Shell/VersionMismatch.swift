internal import Journal
internal import Messages

/// A peer that speaks another version of the protocol than this coordinator.
struct VersionMismatch: Equatable, CustomStringConvertible {
  /// The peer's version.
  var found: UInt8
  /// What its key lets it be; nil where there are no keys.
  var role: AccessKey.Role?

  /// What is wrong and what to upgrade, for the peer's user and for the coordinator's log.
  var description: String {
    let peer =
      switch role {
      case .worker: "this worker"
      case .client: "this client"
      case nil: "this program"
      }
    let versions =
      "\(peer) speaks version \(found) of percolate's protocol, the coordinator version \(WireCodec.version)"
    return versions
      + (found < WireCodec.version
        ? "; upgrade percolate on \(peer)'s machine to the coordinator's release"
        : "; upgrade the coordinator to \(peer)'s release, or install the coordinator's release on its machine")
  }
}
