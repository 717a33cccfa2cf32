/// What can be wrong with a message of another process.
package enum WireError: Error, Equatable, CustomStringConvertible {
  /// The other side speaks another version of the protocol. Its sentence is for workers and clients, whose other side
  /// is a coordinator.
  case version(found: UInt8)
  /// The bytes are no message of this protocol.
  case malformed(String)
  /// A message would be larger than every peer accepts.
  case oversized(bytes: Int, limit: Int)

  package var description: String {
    switch self {
    case .version(let found):
      "the coordinator speaks protocol version \(found), this program version \(WireCodec.version); "
        + (found < WireCodec.version
          ? "upgrade percolate on the coordinator's machine and start the coordinator again"
          : "install the coordinator's release of percolate on this machine")
    case .malformed(let what):
      "a message could not be read: \(what); expected percolate's protocol version \(WireCodec.version)"
    case .oversized(let bytes, let limit):
      "a message of \(bytes) bytes is over the limit of \(limit) bytes; save smaller artifacts or checkpoints"
    }
  }
}
