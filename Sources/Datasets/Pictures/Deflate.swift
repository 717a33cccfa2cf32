/// Compresses to the deflate format (RFC 1951) in one block with the fixed codes.
///
/// Repetitions are looked for at two distances only, which the caller knows: a pixel and a row back. Enlarged
/// pictures are made of little else, and the result is the same on every machine.
struct Deflate {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingBits = 0

  /// - Parameter distances: candidates, each 1 to 32 768; those of the longest repetition win, the first of
  ///   equals.
  static func compress(_ input: [UInt8], distances: [Int]) -> [UInt8] {
    var output = Deflate()
    output.put(1, bits: 1)  // the last block
    output.put(1, bits: 2)  // fixed codes
    var index = 0
    while index < input.count {
      var (best, bestDistance) = (0, 0)
      for distance in distances where distance <= min(index, 32_768) && best < 258 {
        let length = repetition(in: input, at: index, distance: distance)
        if length > best { (best, bestDistance) = (length, distance) }
      }
      if best >= 4 {
        output.put(length: best)
        output.put(distance: bestDistance)
        index += best
      } else {
        output.put(literal: input[index])
        index += 1
      }
    }
    output.putCode(0, bits: 7)  // end of block
    output.put(0, bits: (8 - output.pendingBits % 8) % 8)
    return output.bytes
  }

  /// How many bytes, up to 258, equal those `distance` before them.
  private static func repetition(in input: [UInt8], at start: Int, distance: Int) -> Int {
    var length = 0
    while length < 258, start + length < input.count,
      input[start + length] == input[start + length - distance]
    {
      length += 1
    }
    return length
  }

  private mutating func put(literal: UInt8) {
    let value = UInt64(literal)
    if literal < 144 { putCode(0x30 + value, bits: 8) } else { putCode(0x190 + value - 144, bits: 9) }
  }

  private mutating func put(length: Int) {
    let code = Deflate.lengths.lastIndex { $0 <= length } ?? 0
    if code < 23 { putCode(UInt64(code + 1), bits: 7) } else { putCode(0xC0 + UInt64(code - 23), bits: 8) }
    let extra = code < 8 || code == 28 ? 0 : (code - 4) / 4
    put(UInt64(length - Deflate.lengths[code]), bits: extra)
  }

  private mutating func put(distance: Int) {
    // Each pair of codes doubles the range: 1, 2, 3, 4, 5-6, 7-8, 9-12, ...
    let offset = distance - 1
    let top = Int.bitWidth - 1 - offset.leadingZeroBitCount
    let extra = max(top - 1, 0)
    let code = offset < 2 ? offset : 2 * top + (offset >> extra & 1)
    putCode(UInt64(code), bits: 5)
    put(UInt64(offset & (1 << extra - 1)), bits: extra)
  }

  /// Huffman codes go in from their highest bit, everything else from its lowest.
  private mutating func putCode(_ code: UInt64, bits: Int) {
    for bit in (0..<bits).reversed() { put(code >> UInt64(bit) & 1, bits: 1) }
  }

  private mutating func put(_ value: UInt64, bits: Int) {
    pending |= value << UInt64(pendingBits)
    pendingBits += bits
    while pendingBits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
  }

  /// The shortest repetition of each length code from 257 (RFC 1951, section 3.2.5).
  private static let lengths = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
  ]
}
