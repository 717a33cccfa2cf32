/// Some bytes of a file that a task left.
package struct ArtifactPiece: Sendable, Hashable {
  package var bytes: [UInt8]
  /// Bytes of the whole file.
  package var size: Int
}

extension ArtifactPiece {
  /// Bytes of a piece at most.
  static let limit = 4 << 20
}
