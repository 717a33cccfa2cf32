/// A SHA-256 digest, the name of everything that is stored by content.
public struct Digest: Hashable, Sendable {
  // Four words instead of an array: a million of these live in the coordinator, with no allocation each.
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest of some bytes.
  public init(of bytes: some Sequence<UInt8>) {
    var stream = DigestStream()
    stream.append(bytes)
    self = stream.finish()
  }

  @usableFromInline init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// Takes 32 bytes as they came off the wire or the disk; nil for any other length.
  // Inlinable, so that each caller's collection is walked by code of its own: ids come with every message, and walking
  // them through witness tables took an eighth of a coordinator's time.
  @inlinable public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for byte in bytes {
      words.0 = words.0 << 8 | words.1 >> 56
      words.1 = words.1 << 8 | words.2 >> 56
      words.2 = words.2 << 8 | words.3 >> 56
      words.3 = words.3 << 8 | UInt64(byte)
    }
    self.init(words: words)
  }

  /// Reads 64 hexadecimal digits; nil for anything else.
  public init?(hex: String) {
    guard hex.utf8.count == 64, let bytes = Hexadecimal.bytes(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// The 32 bytes, most significant first.
  public var bytes: [UInt8] {
    withUnsafeBytes(
      of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    ) { [UInt8]($0) }
  }

  /// All 64 hexadecimal digits.
  public var hex: String { Hexadecimal.text(bytes) }

  /// The first 12 hexadecimal digits, which is what people are shown.
  var short: String { withUnsafeBytes(of: words.0.bigEndian) { Hexadecimal.text($0.prefix(6)) } }

  public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  public func hash(into hasher: inout Hasher) {
    // The digest is already uniform; two words are plenty for a table.
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}
