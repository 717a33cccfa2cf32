/// Answer to `artifacts`: files that a sweep's tasks left, a page at a time.
package struct ArtifactsDocument: Document {
  package struct Row: Codable, Sendable {
    /// The task's place in the sweep's expansion, from 0.
    package var ordinal: Int
    package var name: String
    package var mediaType: String
    /// SHA-256 of the content as hexadecimal digits.
    package var digest: String
    /// Bytes.
    package var size: Int

    package init(ordinal: Int, name: String, mediaType: String, digest: String, size: Int) {
      self.ordinal = ordinal
      self.name = name
      self.mediaType = mediaType
      self.digest = digest
      self.size = size
    }
  }

  package var version = 1
  package var sweep: String
  /// In the order of tasks, then of names. A task's files are on one page.
  package var artifacts: [Row]
  /// The offset of the next page; nil on the last one.
  package var nextOrdinal: Int?

  package init(sweep: String, artifacts: [Row], nextOrdinal: Int? = nil) {
    self.sweep = sweep
    self.artifacts = artifacts
    self.nextOrdinal = nextOrdinal
  }
}
