package import Foundation
internal import SwiftProtobuf

/// Checkpoints travel in pieces, so that no message, and nobody's memory, has to hold hundreds of megabytes of
/// many tasks at once.
package enum CheckpointPieces {
  /// Bytes of a piece at most: a thousand workers that send one at the same time fill a coordinator's memory
  /// with half a gigabyte at worst, and a piece still takes longer to send than to ask for.
  package static let pieceLimit = 512 << 10
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
