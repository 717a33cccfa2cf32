package import Foundation

/// Answer to `artifact`: a stored file, or a piece of a large one.
package struct ArtifactDocument: Document {
  /// Bytes of a piece at most.
  package static let pieceLimit = 4 << 20

  package var version = 2
  /// Of the whole file; who puts pieces together checks it.
  package var digest: String
  /// Bytes of the whole file.
  package var size: Int
  /// Where in it the content begins.
  package var offset: Int
  package var content: Data

  package init(
    digest: String, size: Int, offset: Int, content: Data
  ) {
    self.digest = digest
    self.size = size
    self.offset = offset
    self.content = content
  }
}
