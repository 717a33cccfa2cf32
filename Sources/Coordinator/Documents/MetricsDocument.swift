package import Foundation

/// Answer to `metrics`: streamed values of a sweep's tasks, a page at a time.
package struct MetricsDocument: Document {
  package struct Row: Codable, Sendable {
    package var ordinal: Int
    package var name: String
    package var step: Int
    package var value: Double
  }

  package var version = 1
  package var sweep: String
  package var rows: [Row]
  /// The offset of the next page; nil on the last one.
  package var nextOrdinal: Int?

  package init(sweep: String, rows: [Row], nextOrdinal: Int?) {
    self.sweep = sweep
    self.rows = rows
    self.nextOrdinal = nextOrdinal
  }
}

/// Answer to `artifact`: one stored file.
package struct ArtifactDocument: Document {
  package var version = 1
  package var digest: String
  package var content: Data
}
