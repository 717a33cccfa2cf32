/// Where something large stands that arrives in pieces: a checkpoint, or a file that a task left.
package struct PieceArrival {
  /// What a piece means.
  package enum Verdict: Equatable {
    /// The first one, which replaces what had arrived of another version.
    case first
    /// The next one.
    case next
    /// One that is there already, such as after a reconnect.
    case known
    /// One that does not follow, or is larger than it may be.
    case unfit
  }

  private var version: Int64?
  private var size: UInt64 = 0
  private let sizeLimit: UInt64
  /// Bytes that arrived, without a gap.
  package private(set) var received: UInt64 = 0

  /// - Parameter sizeLimit: bytes of the whole, at most.
  package init(sizeLimit: Int) { self.sizeLimit = UInt64(clamping: sizeLimit) }

  /// True once all bytes are there.
  package var isComplete: Bool { version != nil && received == size }

  /// Judges a piece, and counts it where it is the first or the next one.
  ///
  /// - Parameters:
  ///   - version: tells a newer whole from an older one, such as a checkpoint's step.
  ///   - offset: where in the whole the piece begins, in bytes.
  ///   - count: bytes of the piece.
  ///   - size: bytes of the whole.
  package mutating func take(version: Int64, offset: UInt64, count: Int, size: UInt64) -> Verdict {
    let bytes = UInt64(clamping: count)
    guard count <= CheckpointPieces.pieceLimit, size <= sizeLimit, offset <= size, bytes <= size - offset
    else { return .unfit }
    guard version == self.version, size == self.size else {
      guard offset == 0 else { return .unfit }
      (self.version, self.size, received) = (version, size, bytes)
      return .first
    }
    guard offset == received, bytes > 0 else { return offset < received ? .known : .unfit }
    received += bytes
    return .next
  }
}

extension PieceArrival {
  /// Of a checkpoint.
  package static func checkpoint() -> PieceArrival { PieceArrival(sizeLimit: CheckpointPieces.sizeLimit) }

  /// Judges a piece of a checkpoint.
  package mutating func take(_ part: WireCheckpointPart) -> Verdict {
    take(version: part.step, offset: part.offset, count: part.content.count, size: part.size)
  }

  /// Of a file that a task left.
  package static func artifact() -> PieceArrival { PieceArrival(sizeLimit: ArtifactPieces.sizeLimit) }

  /// Judges a piece of a file.
  package mutating func take(_ part: WireArtifactPart) -> Verdict {
    take(version: 0, offset: part.offset, count: part.content.count, size: part.size)
  }
}
