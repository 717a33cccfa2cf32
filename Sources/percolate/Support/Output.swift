import Coordinator
import Foundation

/// Printing for people and for programs.
enum Output {
  /// One document on stdout.
  static func json(_ document: some Document) throws {
    FileHandle.standardOutput.write(try document.json(pretty: true) + Data("\n".utf8))
  }

  /// Text on stdout.
  static func line(_ text: String = "") {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// A remark on stderr, out of the way of what is printed for programs.
  static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Columns padded to their widest cell; numbers to the right.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    var widths = header.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], cell.count)
      }
    }
    let isNumeric = header.indices.map { column in
      !rows.isEmpty
        && rows.allSatisfy { row in
          row.indices.contains(column) && (Double(row[column]) != nil || row[column] == "-")
        }
    }
    return ([header] + rows).map { row in
      row.enumerated().map { column, cell in
        let width = widths.indices.contains(column) ? widths[column] : cell.count
        let padding = String(repeating: " ", count: max(0, width - cell.count))
        return isNumeric[column] ? padding + cell : cell + padding
      }.joined(separator: "  ").replacing(/\ +$/, with: "")
    }.joined(separator: "\n")
  }
}
