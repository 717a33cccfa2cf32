/// Images of circles in colour, a class in each row; the rows of combinations that are not trained on have orange
/// frames.
package struct CircleSheet: Sendable {
  private let imageSize: Int
  private var rows: [CircleClass: [[Float]]] = [:]
  private let magnification = 3
  private let gap = 3

  package init(imageSize: Int) { self.imageSize = imageSize }

  /// Adds an image to its class's row.
  ///
  /// - Precondition: [imageSize][imageSize][3].
  package mutating func add(_ pixels: [Float], _ kind: CircleClass) {
    precondition(pixels.count == imageSize * imageSize * 3, "an image in colour")
    rows[kind, default: []].append(pixels)
  }

  /// The picture as a PNG file. Colours beyond their range are cut off; what is not a number is black.
  package var png: [UInt8] {
    let size = imageSize * magnification
    let step = size + 2 * gap
    let kinds = CircleClass.allCases.filter { rows[$0] != nil }
    let across = max(kinds.map { rows[$0]?.count ?? 0 }.max() ?? 0, 1)
    var canvas = Canvas(width: across * step, height: max(kinds.count, 1) * step, background: .background)
    for (row, kind) in kinds.enumerated() {
      for (column, pixels) in (rows[kind] ?? []).enumerated() {
        let (x, y) = (column * step + gap, row * step + gap)
        let border = gap - 1
        canvas.fill(
          x: x - border, y: y - border, width: size + 2 * border, height: size + 2 * border,
          CircleClass.trained.contains(kind) ? .frame : .heldOut)
        for index in 0..<imageSize * imageSize {
          let level = (0..<3).map { channel in
            let value = (pixels[3 * index + channel] + 1) / 2 * 255
            return value.isNaN ? 0 : UInt8(min(max(value, 0), 255).rounded())
          }
          canvas.fill(
            x: x + index % imageSize * magnification, y: y + index / imageSize * magnification,
            width: magnification, height: magnification,
            PictureColour(red: level[0], green: level[1], blue: level[2]))
        }
      }
    }
    return canvas.png
  }
}
