internal import Foundation
internal import SweepModel
internal import SwiftProtobuf

/// Files that tasks left travel in pieces where they are large, before the result that names them, so that a
/// coordinator never holds a whole one in memory.
package enum ArtifactPieces {
  /// Bytes of a file at most.
  package static let sizeLimit = 1 << 30
  /// Bytes of files that one result carries itself.
  package static let inlineLimit = 256 << 10

  /// Takes large files out of a result.
  ///
  /// - Returns: the result, in which their size and digest stand in place of their content, and the files.
  package static func separate(_ finished: WireFinished) -> (WireFinished, [WireArtifact]) {
    var result = finished
    var large: [WireArtifact] = []
    var inline = 0
    for place in finished.artifacts.indices {
      let file = finished.artifacts[place]
      if inline + file.content.count <= inlineLimit {
        inline += file.content.count
        continue
      }
      result.artifacts[place].size = UInt64(file.content.count)
      result.artifacts[place].digest = Data(Digest(of: file.content).bytes)
      result.artifacts[place].content = Data()
      large.append(file)
    }
    return (result, large)
  }

  /// A file of a result in the order in which its pieces travel.
  package static func split(
    _ file: WireArtifact, of finished: WireFinished
  ) -> some Sequence<WireArtifactPart> {
    let content = file.content
    return stride(from: 0, to: content.count, by: CheckpointPieces.pieceLimit).lazy.map { offset in
      .with {
        $0.task = finished.task
        $0.attempt = finished.attempt
        $0.name = file.name
        $0.offset = UInt64(offset)
        $0.size = UInt64(content.count)
        $0.content = content.dropFirst(offset).prefix(CheckpointPieces.pieceLimit)
      }
    }
  }
}
