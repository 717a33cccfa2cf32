/// Comma-separated text (RFC 4180), with line feeds alone at the end of lines as Unix tools expect.
package enum CSVText {
  /// One line: fields with commas, quotes, line breaks or outer spaces are quoted.
  package static func line(_ fields: [String]) -> String {
    var line = ""
    for (index, field) in fields.enumerated() {
      if index > 0 { line += "," }
      append(field, to: &line)
    }
    return line + "\n"
  }

  /// One field, at the end of a line that is being written.
  static func append(_ text: String, to line: inout String) {
    let space = UInt8(ascii: " ")
    let outer = text.utf8.first == space || text.utf8.last == space
    guard outer || text.utf8.contains(where: isSpecial) else {
      line += text
      return
    }
    line += "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// A header and rows.
  package static func table(header: [String], rows: some Sequence<[String]>) -> String {
    rows.reduce(into: line(header)) { $0 += line($1) }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
    default: false
    }
  }
}
