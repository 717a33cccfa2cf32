/// Names and values of queries and forms, "a=1&b=two+words".
package enum FormCoding {
  /// Fields of a form at most; more are not looked at.
  private static let fieldLimit = 200

  /// The last value of each name.
  package static func fields(_ text: some StringProtocol) -> [String: String] {
    var fields: [String: String] = [:]
    for field in text.split(separator: "&", maxSplits: fieldLimit, omittingEmptySubsequences: true)
      .prefix(fieldLimit)
    {
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(parts[0]) else { continue }
      fields[name] = parts.count > 1 ? decoded(parts[1]) : ""
    }
    return fields
  }

  /// The parts of a path; nil where one is no UTF-8.
  package static func path(_ text: some StringProtocol) -> [String]? {
    var parts: [String] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: true) {
      guard let part = decoded(part, plusIsSpace: false) else { return nil }
      parts.append(part)
    }
    return parts
  }

  /// Text without its percent signs; nil where that is no UTF-8.
  private static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2, let high = digit(rest[rest.startIndex]),
        let low = digit(rest[rest.startIndex + 1])
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Text that stands for itself within a path or a query.
  package static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count < 2 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }
}
