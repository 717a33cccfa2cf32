/// Takes the lines of a matrix, one after the other.
struct CSVReader {
  private static let separators = [";", ",", "\t", " "].compactMap(\.utf8.first)

  let name: String
  /// Bytes that the numbers may take.
  let memory: Int
  private var line = 0
  private var separator = UInt8(ascii: ",")
  private var columns: Int?
  private var hasHead = false
  private var rows = 0
  private var values: [Double] = []

  init(name: String, memory: Int) { (self.name, self.memory) = (name, memory) }

  /// - Parameter bytes: a line without its line feed.
  /// - Throws: ``RepresentationError``.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(RepresentationError) {
    line += 1
    var text = bytes
    if line == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    text = CSVReader.trimmed(text)
    // numpy.savetxt begins its comments with #.
    guard let first = text.first, first != UInt8(ascii: "#") else { return }
    if columns == nil {
      separator = CSVReader.separators.first { text.contains($0) } ?? UInt8(ascii: ",")
    }
    let isSpace = separator == UInt8(ascii: " ")
    let fields = text.split(separator: separator, omittingEmptySubsequences: isSpace).map(CSVReader.unquoted)
    let numbers = fields.map { Double(String(decoding: $0, as: UTF8.self)) }
    if columns == nil, !hasHead, numbers.allSatisfy({ $0 == nil }), fields.contains(where: { !$0.isEmpty }) {
      // Names of the columns.
      hasHead = true
      return
    }
    if let columns, columns != fields.count {
      throw RepresentationError(
        "\(name):\(line): expected \(columns) number\(columns == 1 ? "" : "s") as in the lines before, found "
          + "\(fields.count)")
    }
    columns = fields.count
    for (column, number) in numbers.enumerated() {
      guard let number else {
        let found = String(decoding: fields[column].prefix(40), as: UTF8.self)
        throw RepresentationError(
          "\(name):\(line): row \(rows), column \(column) (counted from 0) is no number: `\(found)`; expected one such as "
            + "-1.25 or 3e-7, with a point")
      }
      guard number.isFinite else {
        throw RepresentationError(
          "\(name):\(line): row \(rows), column \(column) (counted from 0) is not a finite number; training that "
            + "diverged leaves such activations")
      }
      values.append(number)
    }
    rows += 1
    guard values.count <= memory / 8 else {
      throw RepresentationError("\(name) holds more numbers than \(memory >> 20) MiB hold (--memory)")
    }
  }

  /// - Throws: ``RepresentationError`` where there was no row.
  func finish() throws(RepresentationError) -> Matrix {
    guard let columns, rows > 0 else {
      throw RepresentationError(
        "\(name) has no row of numbers; expected a row in each line, with commas between the numbers")
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 13 || byte == 32 || byte == 9 }
    let front = text.drop(while: isSpace)
    guard let last = front.lastIndex(where: { !isSpace($0) }) else { return [] }
    return front[...last]
  }

  private static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let text = trimmed(field)
    guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else {
      return text
    }
    return text.dropFirst().dropLast()
  }
}
