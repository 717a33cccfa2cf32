/// Reads the little of Python's notation that headers of .npy files are written in. Nothing is evaluated.
struct PythonLiteral {
  enum Value: Equatable {
    case text(String)
    case truth(Bool)
    /// A tuple of whole numbers that are not negative.
    case numbers([Int])
    /// Something else, of which the extent is known alone.
    case other
  }

  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The only dictionary of the text, with nothing but white space around; nil where that is not what it is.
  mutating func dictionary() -> [String: Value]? {
    var entries: [String: Value] = [:]
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = text(), take(":"), let value = value(), entries.updateValue(value, forKey: key) == nil
      else { return nil }
      if take(",") { continue }
      guard take("}") else { return nil }
      break
    }
    skipSpace()
    return place == bytes.count ? entries : nil
  }

  private mutating func skipSpace() {
    while place < bytes.count, [9, 10, 13, 32].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard bytes[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  private mutating func text() -> String? {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: "'") || bytes[place] == UInt8(ascii: "\"") else {
      return nil
    }
    let rest = bytes[(place + 1)...]
    guard let end = rest.firstIndex(of: bytes[place]) else { return nil }
    place = end + 1
    let found = rest[..<end]
    return found.contains(UInt8(ascii: "\\")) ? nil : String(decoding: found, as: UTF8.self)
  }

  private mutating func value() -> Value? {
    if let text = text() { return .text(text) }
    if take("True") { return .truth(true) }
    if take("False") { return .truth(false) }
    if take("(") { return numbers().map { .numbers($0) } }
    return skipList() ? .other : nil
  }

  private mutating func numbers() -> [Int]? {
    var found: [Int] = []
    while !take(")") {
      skipSpace()
      let digits = bytes[place...].prefix { (48...57).contains($0) }
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      place = digits.endIndex
      // Written by Python 2.
      _ = take("L")
      found.append(number)
      if take(",") { continue }
      guard take(")") else { return nil }
      break
    }
    return found
  }

  /// A list with lists in it, as types with several fields are written.
  private mutating func skipList() -> Bool {
    guard take("[") else { return false }
    var depth = 1
    while depth > 0, place < bytes.count {
      if bytes[place] == UInt8(ascii: "[") { depth += 1 }
      if bytes[place] == UInt8(ascii: "]") { depth -= 1 }
      place += 1
    }
    return depth == 0
  }
}
