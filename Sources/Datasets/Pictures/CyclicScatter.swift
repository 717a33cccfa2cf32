internal import Foundation

/// Dots in square panels side by side, coloured by a value that goes around.
package struct CyclicScatter: Sendable {
  /// A dot in its panel's own unit.
  package struct Dot: Sendable {
    package var x: Double
    package var y: Double
    /// 0 to 1, once around.
    package var place: Double

    package init(x: Double, y: Double, place: Double) { (self.x, self.y, self.place) = (x, y, place) }
  }

  /// Side of a panel, and of a dot, in pixels of the picture.
  package var side = 160
  package var dot = 3
  /// Panels in a row.
  package var columns = 2

  private var panels: [[Dot]] = []

  package init() {}

  /// Adds a panel around the origin that reaches as far as its farthest dot; dots that are not finite are left out.
  package mutating func add(_ dots: [Dot]) { panels.append(dots.filter { $0.x.isFinite && $0.y.isFinite }) }

  /// The picture as a PNG file; a single white pixel without panels.
  package var png: [UInt8] {
    guard !panels.isEmpty else { return PNGImage.encode(width: 1, height: 1, gray: [255]) }
    let across = min(max(columns, 1), panels.count)
    let down = (panels.count - 1) / across + 1
    let step = side + 2
    var canvas = Canvas(width: across * step + 2, height: down * step + 2, background: .frame)
    for (index, dots) in panels.enumerated() {
      let (left, top) = (2 + index % across * step, 2 + index / across * step)
      canvas.fill(x: left, y: top, width: side, height: side, .background)
      let reach = dots.reduce(0) { max($0, abs($1.x), abs($1.y)) }
      guard reach > 0 else { continue }
      let half = Double(side - dot) / 2
      for dot in dots {
        canvas.fill(
          x: left + Int((half + dot.x / reach * half).rounded(.down)),
          y: top + Int((half - dot.y / reach * half).rounded(.down)), width: self.dot, height: self.dot,
          CyclicScatter.colour(dot.place))
      }
    }
    return canvas.png
  }

  /// Of about equal lightness, since the three cosines sum to nothing.
  static func colour(_ place: Double) -> PictureColour {
    let parts = [0.0, 1, 2].map { shift in
      UInt8(min(max(120 + 105 * cos(2 * Double.pi * (place - shift / 3)), 0), 255).rounded())
    }
    return PictureColour(red: parts[0], green: parts[1], blue: parts[2])
  }
}
