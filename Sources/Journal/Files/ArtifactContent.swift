package import SweepModel

/// The bytes of a file that a task left, and the name that they hash to: hashed once, where they arrive.
package struct ArtifactContent: Sendable, Hashable {
  /// The most bytes that are kept inside the journal, in the transaction of the result that names them. What
  /// is larger becomes a file.
  ///
  /// A file costs an fsync of its own, which a row does not, while every byte of a row is written twice: to the
  /// log and to the journal. Measured on a disk with 100 flushes a second, in batches: 20 KiB take 4 ms as a row and
  /// 13 ms as a file, 64 KiB 11 ms and 18 ms, 256 KiB 38 ms and 33 ms. The limit stays below where they meet, because
  /// the journal is read whole when it is checked at a start.
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
