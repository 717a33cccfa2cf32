/// The JSON Canonicalization Scheme (RFC 8785): one text for one value, on every machine.
///
/// Task ids hash this text, so any change here would orphan every recorded result.
public enum CanonicalJSON {
  /// The canonical text of one value.
  public static func text(of value: ParameterValue) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The canonical text of an object: keys in UTF-16 code-unit order, no white space.
  public static func text(of parameters: Parameters) -> String {
    var bytes: [UInt8] = []
    append(parameters, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the canonical form of an object.
  public static func append(_ parameters: Parameters, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    var first = true
    for (key, value) in parameters.sorted(by: { precedes($0.key, $1.key) }) {
      if !first { bytes.append(UInt8(ascii: ",")) }
      first = false
      append(key, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      append(value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends the canonical form of one value.
  public static func append(_ value: ParameterValue, to bytes: inout [UInt8]) {
    switch value {
    case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .real(let number): append(number, to: &bytes)
    case .text(let text): append(text, to: &bytes)
    case .list(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(item, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
  }

  /// Keys compare as UTF-16 code units (RFC 8785, section 3.2.3), which differs from Unicode order.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf16.lexicographicallyPrecedes(right.utf16)
  }

  /// Appends a quoted string with the escapes of RFC 8785, section 3.2.2.2.
  public static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
      case 0x08: bytes.append(contentsOf: #"\b"#.utf8)
      case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
      case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
      case 0x0C: bytes.append(contentsOf: #"\f"#.utf8)
      case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
      case 0..<0x20:
        bytes.append(contentsOf: #"\u"#.utf8)
        bytes.append(contentsOf: Hexadecimal.text(UInt16(byte)).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a number as ECMAScript prints it (RFC 8785, section 3.2.2.3): 1.0 is `1`, 1e21 is `1e+21`.
  ///
  /// Not-a-number and infinities have no JSON form and become `null`, which no parameter can equal.
  public static func append(_ number: Double, to bytes: inout [UInt8]) {
    guard number.isFinite else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    // Whole numbers below 2^53 are written as integers are; minus zero is zero.
    if number.magnitude < 0x1p53, let whole = Int(exactly: number) {
      bytes.append(contentsOf: String(whole).utf8)
      return
    }
    let (digits, exponent) = shortestDigits(of: number.magnitude)
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let zero = UInt8(ascii: "0")
    let point = UInt8(ascii: ".")
    // The value is 0.d1d2...dk * 10^exponent; the four branches are those of ECMA-262, Number::toString.
    if digits.count <= exponent && exponent <= 21 {
      bytes.append(contentsOf: digits)
      bytes.append(contentsOf: repeatElement(zero, count: exponent - digits.count))
    } else if 0 < exponent && exponent <= 21 {
      bytes.append(contentsOf: digits.prefix(exponent))
      bytes.append(point)
      bytes.append(contentsOf: digits.dropFirst(exponent))
    } else if -6 < exponent && exponent <= 0 {
      bytes.append(contentsOf: [zero, point])
      bytes.append(contentsOf: repeatElement(zero, count: -exponent))
      bytes.append(contentsOf: digits)
    } else {
      bytes.append(contentsOf: digits.prefix(1))
      if digits.count > 1 {
        bytes.append(point)
        bytes.append(contentsOf: digits.dropFirst())
      }
      let power = exponent - 1
      bytes.append(contentsOf: (power < 0 ? "e-" : "e+").utf8)
      bytes.append(contentsOf: String(power.magnitude).utf8)
    }
  }

  /// The shortest decimal digits that read back as `number`, and the exponent e with value 0.digits x 10^e.
  private static func shortestDigits(of number: Double) -> (digits: [UInt8], exponent: Int) {
    // Swift prints the shortest round-trip digits, as ECMAScript asks; only the layout differs.
    var digits: [UInt8] = []
    var pointAt: Int?
    var power = 0
    let text = Array(number.description.utf8)
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      power = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
    }
    for byte in text.prefix(while: { $0 != UInt8(ascii: "e") }) {
      if byte == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(byte) }
    }
    var exponent = (pointAt ?? digits.count) + power
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }
}
