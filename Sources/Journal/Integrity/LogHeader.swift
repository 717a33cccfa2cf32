/// The first bytes of SQLite's write-ahead log (SQLite, "WAL-mode File Format").
struct LogHeader: Sendable, Hashable {
  static let size = 32

  /// Bytes of a page.
  let pageSize: Int
  /// Drawn anew whenever the log starts over; a frame with others is of an earlier round.
  let salts: [UInt8]
  /// Whether the checksums take words with their most significant byte first.
  let isBigEndian: Bool
  /// The checksum that the first frame goes on from.
  let checksum: LogChecksum

  /// Reads the header; nil where SQLite would take the log for empty.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.size else { return nil }
    let words = (0..<8).map { LogHeader.word(bytes, 4 * $0) }
    guard words[0] | 1 == 0x377f_0683, words[1] == 3_007_000 else { return nil }
    let isBigEndian = words[0] & 1 == 1
    pageSize = Int(words[2])
    guard (512...65_536).contains(pageSize), pageSize & (pageSize - 1) == 0 else { return nil }
    salts = Array(bytes[(bytes.startIndex + 16)..<(bytes.startIndex + 24)])
    var sum = LogChecksum()
    bytes.prefix(24).withUnsafeBytes { sum.add($0, isBigEndian: isBigEndian) }
    guard sum == LogChecksum(words[6], words[7]) else { return nil }
    checksum = sum
    self.isBigEndian = isBigEndian
  }

  /// A word of four bytes, the most significant first, at an offset from the beginning of the bytes.
  static func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
    let start = bytes.startIndex + offset
    return bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// The running checksum of the log.
struct LogChecksum: Sendable, Hashable {
  private var first: UInt32
  private var second: UInt32

  init(_ first: UInt32 = 0, _ second: UInt32 = 0) {
    self.first = first
    self.second = second
  }

  /// Takes bytes, whose number must be a multiple of 8.
  mutating func add(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool) {
    var (first, second) = (first, second)
    for offset in stride(from: 0, to: bytes.count & ~7, by: 8) {
      let left = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      let right = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
      first = first &+ (isBigEndian ? left.bigEndian : left.littleEndian) &+ second
      second = second &+ (isBigEndian ? right.bigEndian : right.littleEndian) &+ first
    }
    self = LogChecksum(first, second)
  }
}
