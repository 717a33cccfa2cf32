package import SweepModel

/// A file that a task left, as the journal names it.
package struct ArtifactRecord: Sendable, Hashable {
  package var name: String
  /// "image/png".
  package var mediaType: String
  /// Where the content lies in the ``ArtifactStore``.
  package var digest: Digest
  /// Bytes.
  package var size: Int

  package init(name: String, mediaType: String, digest: Digest, size: Int) {
    self.name = name
    self.mediaType = mediaType
    self.digest = digest
    self.size = size
  }
}

/// The newest checkpoint of a task.
package struct CheckpointRecord: Sendable, Hashable {
  package var step: Int
  /// Where the content lies in the ``ArtifactStore``.
  package var digest: Digest
  /// Bytes.
  package var size: Int

  package init(step: Int, digest: Digest, size: Int) {
    self.step = step
    self.digest = digest
    self.size = size
  }
}
