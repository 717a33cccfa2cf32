/// The text form of CURVE keys: five printable characters for each four bytes (ZeroMQ RFC 32).
enum Z85 {
  private static let alphabet = [UInt8](
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

  /// 85 for bytes outside the alphabet.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 85, count: 256)
    for (value, character) in alphabet.enumerated() { digits[Int(character)] = UInt8(value) }
    return digits
  }()

  /// The text for `bytes`, or nil if their number is not a multiple of four.
  static func encode(_ bytes: [UInt8]) -> String? {
    guard bytes.count.isMultiple(of: 4) else { return nil }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 4 * 5)
    for start in stride(from: 0, to: bytes.count, by: 4) {
      var value = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      var group: [UInt8] = []
      for _ in 0..<5 {
        group.append(alphabet[Int(value % 85)])
        value /= 85
      }
      text.append(contentsOf: group.reversed())
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of `text`, or nil if it is not Z85 (length, alphabet, or a group above 32 bits).
  static func decode(_ text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 5) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 5 * 4)
    for start in stride(from: 0, to: characters.count, by: 5) {
      var value: UInt64 = 0
      for character in characters[start..<start + 5] {
        let digit = digits[Int(character)]
        guard digit < 85 else { return nil }
        value = value * 85 + UInt64(digit)
      }
      guard let word = UInt32(exactly: value) else { return nil }
      for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return bytes
  }
}
