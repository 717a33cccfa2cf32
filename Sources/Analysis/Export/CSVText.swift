/// Comma-separated text (RFC 4180), with line feeds alone at the end of lines as Unix tools expect.
package enum CSVText {
  /// One line: fields with commas, quotes, line breaks or outer spaces are quoted.
  package static func line(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\n"
  }

  /// A header and rows.
  package static func table(header: [String], rows: some Sequence<[String]>) -> String {
    rows.reduce(into: line(header)) { $0 += line($1) }
  }

  private static func field(_ text: String) -> String {
    let space = UInt8(ascii: " ")
    let outer = text.utf8.first == space || text.utf8.last == space
    guard outer || text.utf8.contains(where: isSpecial) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
    default: false
    }
  }
}
