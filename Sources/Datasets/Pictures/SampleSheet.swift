/// Images side by side in one picture, row by row; held-out ones have a coloured frame.
package struct SampleSheet: Sendable {
  /// Images in a row.
  package var columns = 5
  /// Every pixel becomes a square of this side.
  package var magnification = 3
  /// Width of the frame around an image, picture pixels.
  package var gap = 3

  private let renderer: ImageRenderer
  private var images: [(pixels: [Float], region: Region)] = []

  /// - Parameter renderer: says how the images are laid out.
  package init(_ renderer: ImageRenderer) { self.renderer = renderer }

  /// Adds an image; of several channels a grey picture shows the mean.
  ///
  /// - Precondition: `pixels` has `renderer.elements` numbers.
  package mutating func add(_ pixels: [Float], region: Region = .inDistribution) {
    precondition(pixels.count == renderer.elements, "an image has \(renderer.elements) numbers")
    images.append((pixels, region))
  }

  /// The picture as a PNG file; a single white pixel without images.
  ///
  /// Values beyond the scale are cut off, and what is not a number is drawn in the colour of held-out frames.
  package var png: [UInt8] {
    guard !images.isEmpty else { return PNGImage.encode(width: 1, height: 1, gray: [255]) }
    let across = min(max(columns, 1), images.count)
    let down = (images.count - 1) / across + 1
    let size = renderer.imageSize * max(magnification, 1)
    let step = size + 2 * max(gap, 1)
    var canvas = Canvas(width: across * step, height: down * step, background: .background)
    for (index, image) in images.enumerated() {
      let (x, y) = (index % across * step, index / across * step)
      let border = max(gap - 1, 1)
      canvas.fill(
        x: x + step / 2 - size / 2 - border, y: y + step / 2 - size / 2 - border, width: size + 2 * border,
        height: size + 2 * border, image.region.isHeldOut ? .heldOut : .frame)
      draw(image.pixels, x: x + step / 2 - size / 2, y: y + step / 2 - size / 2, on: &canvas)
    }
    return canvas.png
  }

  private func draw(_ pixels: [Float], x: Int, y: Int, on canvas: inout Canvas) {
    let (size, channels, side) = (renderer.imageSize, renderer.channels, max(magnification, 1))
    for index in 0..<size * size {
      var sum = 0.0
      for channel in 0..<channels {
        let place =
          renderer.layout == .planes ? channel * size * size + index : index * channels + channel
        sum += renderer.scale.inverted(pixels[place])
      }
      let light = (1 - sum / Double(channels)) * 255
      let colour =
        light.isNaN ? PictureColour.heldOut : .gray(UInt8(min(max(light, 0), 255).rounded()))
      canvas.fill(
        x: x + index % size * side, y: y + index / size * side, width: side, height: side, colour)
    }
  }
}
