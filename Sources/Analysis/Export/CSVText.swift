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
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    let outer = text.unicodeScalars.first == " " || text.unicodeScalars.last == " "
    guard outer || text.unicodeScalars.contains(where: special.contains) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
