internal import Crypto

/// A SHA-256 digest of bytes that come in pieces.
public struct DigestStream: Sendable {
  private var hash = SHA256()

  public init() {}

  /// Adds the next bytes.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { hash.update(bufferPointer: .init($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) } }
  }

  /// The digest of all bytes so far.
  public var digest: Digest { Digest(hash.finalize()) }
}
