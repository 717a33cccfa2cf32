package import Foundation
internal import SwiftProtobuf

/// Checkpoints travel in pieces, so that no message, and nobody's memory, has to hold hundreds of megabytes of
/// many tasks at once.
package enum CheckpointPieces {
  /// Bytes of a piece at most.
  package static let pieceLimit = 4 << 20
  /// Bytes of a checkpoint at most.
  package static let sizeLimit = 8 << 30

  /// A checkpoint in the order in which its pieces travel. An empty one is one empty piece.
  package static func split(
    _ content: [UInt8], step: Int64, task: Data, attempt: UInt32
  ) -> some Sequence<WireCheckpointPart> {
    stride(from: 0, to: max(1, content.count), by: pieceLimit).lazy.map { offset in
      .with {
        $0.task = task
        $0.attempt = attempt
        $0.step = step
        $0.offset = UInt64(offset)
        $0.size = UInt64(content.count)
        $0.content = Data(content[offset..<min(offset + pieceLimit, content.count)])
      }
    }
  }
}

/// Where a checkpoint stands of which pieces arrive.
package struct CheckpointArrival {
  /// What a piece means.
  package enum Verdict: Equatable {
    /// The first one of a checkpoint, which replaces what had arrived of another.
    case first
    /// The next one.
    case next
    /// One that is there already, such as after a reconnect.
    case known
    /// One that does not follow, or is larger than it may be.
    case unfit
  }

  private var step: Int64?
  private var size: UInt64 = 0
  /// Bytes that arrived, without a gap.
  package private(set) var received: UInt64 = 0

  package init() {}

  /// True once all bytes are there.
  package var isComplete: Bool { step != nil && received == size }

  /// Judges a piece, and counts it where it is the first or the next one.
  package mutating func take(_ part: WireCheckpointPart) -> Verdict {
    let count = UInt64(part.content.count)
    guard count <= UInt64(CheckpointPieces.pieceLimit), part.size <= UInt64(CheckpointPieces.sizeLimit),
      part.offset <= part.size, count <= part.size - part.offset
    else { return .unfit }
    guard part.step == step, part.size == size else {
      guard part.offset == 0 else { return .unfit }
      (step, size, received) = (part.step, part.size, count)
      return .first
    }
    guard part.offset == received, count > 0 else { return part.offset < received ? .known : .unfit }
    received += count
    return .next
  }
}
