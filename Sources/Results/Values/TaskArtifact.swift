package import SweepModel

/// A file that a finished task of a sweep left.
package struct TaskArtifact: Sendable, Hashable {
  /// The task's place in the sweep's expansion, from 0.
  package var ordinal: Int
  package var name: String
  /// "image/png".
  package var mediaType: String
  package var digest: Digest
  /// Bytes.
  package var size: Int
}
