package import SweepModel

/// The bytes of a file that a task left, and the name that they hash to: hashed once, where they arrive.
package struct ArtifactContent: Sendable, Hashable {
  /// The most bytes that are kept inside the journal, in the transaction of the result that names them. What
  /// is larger becomes a file.
  ///
  /// A file costs an fsync of its own, which a row does not, while every byte of a row is written twice: to the
  /// log and to the journal. On a disk that flushes 200 times and writes 100 MB a second both cost the same at
  /// half a megabyte; below that rows win. The limit stays well under it, because the journal is read whole
  /// when it is checked at a start.
  package static let journalLimit = 64 << 10

  /// SHA-256 of the bytes.
  package let digest: Digest
  package let bytes: [UInt8]

  /// Hashes some bytes.
  package init(_ bytes: [UInt8]) {
    digest = Digest(of: bytes)
    self.bytes = bytes
  }

  /// Whether the journal holds the bytes, rather than the ``ArtifactStore``.
  var isSmall: Bool { bytes.count <= Self.journalLimit }
}
