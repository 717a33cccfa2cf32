internal import COpenSSL

/// A SHA-256 digest of bytes that come in pieces.
///
/// A value: a copy that goes on differently leaves the other one alone.
public struct DigestStream: Sendable {
  private var context = DigestContext()

  public init() {}

  /// Adds the next bytes.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    if !isKnownUniquelyReferenced(&context) { context = context.copy() }
    let done: Void? = bytes.withContiguousStorageIfAvailable { context.update(UnsafeRawBufferPointer($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { context.update($0) } }
  }

  /// The digest of all bytes so far.
  public var digest: Digest { context.copy().finish() }

  /// As ``digest``, without the copy that lets the stream go on.
  consuming func finish() -> Digest { context.finish() }
}

/// OpenSSL's state of one SHA-256, which has to stay where it is. libcrypto uses the processor's SHA
/// instructions where there are any.
// Changed only through a `DigestStream` that holds the one reference to it.
private final class DigestContext: @unchecked Sendable {
  private let state: OpaquePointer

  // Looked up once: a lookup costs as much as hashing a task's definition.
  nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  init() {
    state = Self.allocate()
    Self.check(EVP_DigestInit_ex(state, Self.algorithm, nil))
  }

  private init(copying other: OpaquePointer) {
    state = Self.allocate()
    Self.check(EVP_MD_CTX_copy_ex(state, other))
  }

  deinit { EVP_MD_CTX_free(state) }

  func copy() -> DigestContext { DigestContext(copying: state) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    Self.check(EVP_DigestUpdate(state, bytes.baseAddress, bytes.count))
  }

  /// The digest; nothing may be added afterwards.
  func finish() -> Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { buffer in
      Self.check(
        EVP_DigestFinal_ex(state, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil))
    }
    return Digest(
      words: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
  }

  private static func allocate() -> OpaquePointer {
    guard let state = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
    return state
  }

  /// These calls fail only without memory, or where libcrypto was installed without SHA-256: nothing that
  /// comes from outside decides it.
  private static func check(_ code: Int32) {
    precondition(code == 1, "libcrypto cannot compute SHA-256")
  }
}
