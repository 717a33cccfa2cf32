/// Reads deflate streams of one block with the fixed codes, straight from RFC 1951: what the tests check the
/// compressor with. It shares no code with it.
struct Inflater {
  private let bytes: [UInt8]
  private var bit = 0

  /// - Returns: the content, or nil where the stream is not of that sort or breaks off.
  static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
    var reader = Inflater(bytes: bytes)
    return reader.block()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func block() -> [UInt8]? {
    guard number(3) == 0b011 else { return nil }
    var output: [UInt8] = []
    while true {
      guard let symbol = symbol() else { return nil }
      if symbol < 256 {
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return (bit + 7) / 8 == bytes.count ? output : nil
      } else {
        guard symbol <= 285, let length = length(symbol), let code = code(5), code < 30 else { return nil }
        let extra = code < 2 ? 0 : code / 2 - 1
        let base = code < 2 ? code + 1 : (2 + code % 2) * (1 << extra) + 1
        guard let more = number(extra), base + more <= output.count else { return nil }
        for _ in 0..<length { output.append(output[output.count - base - more]) }
      }
    }
  }

  private mutating func length(_ symbol: Int) -> Int? {
    if symbol == 285 { return 258 }
    if symbol < 265 { return symbol - 254 }
    let extra = (symbol - 261) / 4
    return number(extra).map { 3 + (4 + (symbol - 261) % 4) * (1 << extra) + $0 }
  }

  /// RFC 1951, section 3.2.6: codes of 7, 8 and 9 bits.
  private mutating func symbol() -> Int? {
    guard let seven = code(7) else { return nil }
    if seven < 0b001_1000 { return seven + 256 }
    guard let eighth = number(1) else { return nil }
    let eight = seven * 2 + eighth
    if eight < 0b1100_0000 { return eight - 0b0011_0000 }
    if eight < 0b1100_1000 { return eight - 0b1100_0000 + 280 }
    guard let ninth = number(1) else { return nil }
    return eight * 2 + ninth - 0b1_1001_0000 + 144
  }

  private mutating func code(_ bits: Int) -> Int? {
    var value = 0
    for _ in 0..<bits {
      guard let next = number(1) else { return nil }
      value = value * 2 + next
    }
    return value
  }

  private mutating func number(_ bits: Int) -> Int? {
    guard bit + bits <= bytes.count * 8 else { return nil }
    var value = 0
    for place in 0..<bits {
      value |= Int(bytes[bit / 8] >> UInt8(bit % 8) & 1) << place
      bit += 1
    }
    return value
  }
}
