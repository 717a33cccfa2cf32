import Report
import Representation
import Spec
import SweepModel
import TestSupport
import Testing

struct MatrixDrawingTests {
  private func file(_ torus: IdealTorus) throws -> [UInt8] {
    let points = torus.points(try LabelGrid(x: 8, y: 8))
    return NumpyFile.bytes(
      rows: points.rows, columns: points.columns, floats: points.values.map { Float($0) })
  }

  @Test func `a matrix is read and analysed once for all that is drawn from it`() throws {
    let bytes = try file(.clifford)
    var (drawings, reads) = (MatrixDrawings(), 0)
    var pictures: [PictureFigure.Picture] = []
    for drawing in [Pictures.Drawing.spectrum, .planes, .ringTests] {
      let cell = drawings.cell(drawing, of: Digest(of: bytes)) {
        reads += 1
        return bytes
      }
      guard case .picture(let picture) = cell else {
        Issue.record("\(drawing): \(cell)")
        continue
      }
      pictures.append(picture)
    }
    #expect(reads == 1)
    #expect(
      pictures.allSatisfy { $0.mediaType == "image/svg+xml" && $0.bytes.starts(with: Array("<svg".utf8)) })
    let texts = pictures.map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(texts.count == 3 && Set(texts).count == 3 && texts[2].contains("3-D torus"))
  }

  @Test(.enabled(if: RunningProcess.isInstalled("ripser"), "needs Debian's package ripser"))
  func `two matrices have two diagrams`() throws {
    var drawings = MatrixDrawings()
    let cells = try [IdealTorus.clifford, .solid].map { torus in
      let bytes = try file(torus)
      return drawings.cell(.persistence, of: Digest(of: bytes)) { bytes }
    }
    #expect(cells[0] != cells[1])
    for cell in cells { if case .picture = cell { continue } else { Issue.record("\(cell)") } }
  }

  @Test(arguments: [
    Array("no matrix".utf8), [],
    // Seven rows are no square grid of labels; sixteen equal ones have no shape.
    NumpyFile.bytes(rows: 7, columns: 1, floats: [1, 2, 3, 4, 5, 6, 7]),
    NumpyFile.bytes(rows: 16, columns: 1, floats: [Float](repeating: 1, count: 16)),
    NumpyFile.bytes(rows: 16, columns: 1, floats: [Float](repeating: .nan, count: 16)),
  ])
  func `what is no matrix of a grid of labels cannot be read`(bytes: [UInt8]) {
    var drawings = MatrixDrawings()
    for drawing in Pictures.Drawing.allCases {
      let cell = drawings.cell(drawing, of: Digest(of: bytes)) { bytes }
      #expect(cell == .unreadable)
    }
  }
}
