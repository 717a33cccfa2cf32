/// A decimal number exactly as written: significand x 10^exponent.
///
/// Ranges are computed with these, so that 0.1 + 2 x 0.1 is the Double 0.3 and not its neighbour.
package struct DecimalNumber: Hashable, Sendable {
  package var significand: Int
  package var exponent: Int

  package init(significand: Int, exponent: Int) {
    self.significand = significand
    self.exponent = exponent
  }

  /// Reads `-12`, `0.5`, `.5`, `1e-3`, `1_000_000`; nil for anything else and beyond 18 digits.
  package init?(_ text: String) {
    var digits: [UInt8] = []
    var scale = 0
    var sawPoint = false
    var sawDigit = false
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    while let byte = bytes.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
      bytes.removeFirst()
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        sawDigit = true
        if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
        if sawPoint { scale -= 1 }
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      // As in Swift: a separator between digits of the whole part.
      case UInt8(ascii: "_") where sawDigit && !sawPoint && bytes.first.map(DecimalNumber.isDigit) == true:
        continue
      default: return nil
      }
    }
    guard sawDigit else { return nil }
    var power = 0
    if !bytes.isEmpty {
      bytes.removeFirst()
      guard let read = Int(String(decoding: bytes, as: UTF8.self)), abs(read) <= 9999 else { return nil }
      power = read
    }
    // Zeros at the end of a fraction carry no value: 0.10 is 0.1.
    while digits.count > 1, digits.last == UInt8(ascii: "0"), scale < 0 || digits.count > 18 {
      digits.removeLast()
      scale += 1
    }
    guard digits.count <= 18 else { return nil }
    let magnitude = Int(String(decoding: digits, as: UTF8.self)) ?? 0
    significand = isNegative ? -magnitude : magnitude
    exponent = magnitude == 0 ? 0 : scale + power
  }

  /// The nearest Double, which is the one that the same text would give.
  package var double: Double {
    if significand == 0 { return 0 }
    if exponent == 0, significand.magnitude <= 1 << 53 { return Double(significand) }
    // Both operands are exact, so the one rounding of the division is the right one.
    if exponent < 0, exponent >= -22, significand.magnitude <= 1 << 53 {
      var divisor = 1.0
      for _ in 0..<(-exponent) { divisor *= 10 }
      return Double(significand) / divisor
    }
    return Double("\(significand)e\(exponent)") ?? .infinity
  }

  /// The number as an Int; nil where it has a fraction or is too large.
  package var integer: Int? {
    var value = significand
    var power = exponent
    while power < 0, value % 10 == 0, value != 0 {
      value /= 10
      power += 1
    }
    if value == 0 { return 0 }
    guard power >= 0, power <= 18 else { return nil }
    for _ in 0..<power {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
    }
    return value
  }

  /// The significand at a smaller exponent; nil on overflow.
  package func significand(at smaller: Int) -> Int? {
    if significand == 0 { return 0 }
    guard exponent >= smaller, exponent - smaller <= 18 else { return nil }
    var value = significand
    for _ in smaller..<exponent {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
