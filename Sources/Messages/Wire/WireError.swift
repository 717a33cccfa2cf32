/// What can be wrong with a message of another process.
package enum WireError: Error, Equatable, CustomStringConvertible {
  /// The peer speaks another version of the protocol.
  case version(found: UInt8)
  /// The bytes are no message of this protocol.
  case malformed(String)
  /// A message would be larger than every peer accepts.
  case oversized(bytes: Int, limit: Int)

  package var description: String {
    switch self {
    case .version(let found):
      "the peer speaks protocol version \(found), this program speaks version \(WireCodec.version); "
        + "install the same percolate release on the coordinator and on all workers"
    case .malformed(let what):
      "a message could not be read: \(what); expected percolate's protocol version \(WireCodec.version)"
    case .oversized(let bytes, let limit):
      "a message of \(bytes) bytes is over the limit of \(limit) bytes; save smaller artifacts or checkpoints"
    }
  }
}
