/// A colour picture to draw rectangles on.
struct Canvas {
  let width: Int
  let height: Int
  private(set) var rgb: [UInt8]

  init(width: Int, height: Int, background: PictureColour) {
    self.width = width
    self.height = height
    rgb = (0..<width * height).flatMap { _ in [background.red, background.green, background.blue] }
  }

  /// Fills a rectangle; what lies outside the picture is cut off.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: PictureColour) {
    for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
      for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) {
        let place = (row * self.width + column) * 3
        rgb[place] = colour.red
        rgb[place + 1] = colour.green
        rgb[place + 2] = colour.blue
      }
    }
  }

  var png: [UInt8] { PNGImage.encode(width: width, height: height, rgb: rgb) }
}
