internal import Representation
package import Spec
package import SweepModel

/// What figures show of matrices that tasks left behind: several figures may show something of one matrix, which is
/// analysed once.
package struct MatrixDrawings {
  /// Bytes of a file.
  package static let fileLimit = 64 << 20
  /// Bytes that a matrix may take, at eight for each of its numbers of four.
  private static let memory = 2 * fileLimit

  /// Nil where the file is no matrix of a square grid of labels, or its rows have no shape.
  private var analyses: [Digest: TorusAnalysis?] = [:]

  package init() {}

  /// What a place shows of a matrix.
  ///
  /// - Parameter content: the bytes of the file of that digest, asked for once.
  package mutating func cell(
    _ drawing: Pictures.Drawing, of digest: Digest, content: () throws -> [UInt8]
  ) rethrows -> PictureFigure.Cell {
    if analyses[digest] == nil { analyses[digest] = .some(Self.analysis(try content())) }
    guard let analysis = analyses[digest] ?? nil else { return .unreadable }
    guard let figure = TorusFigures.figure(drawing, of: analysis) else { return .noPicture }
    return .picture(.init(mediaType: "image/svg+xml", bytes: Array(figure.svg.utf8)))
  }

  private static func analysis(_ bytes: [UInt8]) -> TorusAnalysis? {
    do throws(RepresentationError) {
      let matrix = try MatrixFile.read(bytes: bytes, name: "the artifact", memory: memory)
      return try TorusAnalysis(GramMatrix(matrix), grid: LabelGrid(square: matrix.rows))
    } catch {
      // `analyse torus` with the exported file says why.
      return nil
    }
  }
}
