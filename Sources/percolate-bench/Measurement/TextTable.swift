internal import Foundation

/// Columns for people.
enum TextTable {
  /// The header and the rows, each column as wide as its widest cell.
  static func text(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      zip(line, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: "  ").replacing(/\ +$/, with: "")
    }.joined(separator: "\n")
  }
}
