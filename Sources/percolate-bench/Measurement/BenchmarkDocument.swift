internal import Foundation

/// What a benchmark prints: a table for people, or one document for programs.
struct BenchmarkDocument: Encodable {
  /// Raised when a name changes its meaning or goes away.
  var version = 2
  var rows: [BenchmarkRow]

  /// The document as JSON.
  func json() throws -> String { try Self.text(self) }

  /// Any document as JSON, its keys in snake_case and sorted.
  static func text(_ document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  /// The rows in columns: medians, our smallest and largest value, the peer and the target.
  func table() -> String {
    let header = ["work", "unit", "ours", "lowest-highest", "peer", "peer's name", "ratio", "target"]
    let cells = rows.map { row in
      [
        row.work, row.unit, Self.number(row.ours.median),
        row.ours.range.map { "\(Self.number($0.lowerBound))-\(Self.number($0.upperBound))" } ?? "-",
        Self.number(row.peer.median), row.peerName ?? "-", Self.number(row.ratio), row.target ?? "-",
      ]
    }
    return TextTable.text(header, cells)
  }

  /// Three significant digits, or all digits before the point.
  static func number(_ value: Double?) -> String {
    guard let value else { return "-" }
    if abs(value) >= 100 { return String(format: "%.0f", value) }
    return String(format: "%.3g", value)
  }
}
