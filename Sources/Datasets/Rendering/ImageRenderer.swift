/// Draws the images of a data set, one at a time, into memory of the caller.
///
/// Shapes: N = image size, C = channels. An image is N x N x C numbers; the pixel at the top left is (1, 1),
/// x grows to the right and y downwards (Liang et al. 2024, section 2).
package struct ImageRenderer: Hashable, Sendable {
  /// Where the channels of a pixel lie.
  package enum Layout: Hashable, Sendable {
    /// C planes of N x N numbers.
    case planes
    /// N x N pixels of C numbers.
    case interleaved
  }

  /// N, px.
  package let imageSize: Int
  package let horizontal: BumpProfile
  package let vertical: BumpProfile
  /// C; the images are grey, every channel has the same numbers.
  package let channels: Int
  package let layout: Layout
  package let scale: PixelScale

  /// - Parameters:
  ///   - sigmaX: width across x, px. sigmaY: width across y, px.
  /// - Precondition: sizes and widths are positive.
  package init(
    imageSize: Int, sigmaX: Double, sigmaY: Double, channels: Int = 1, layout: Layout = .planes,
    scale: PixelScale = .signed
  ) {
    precondition(imageSize > 0 && channels > 0, "an image has pixels and channels")
    precondition(sigmaX > 0 && sigmaY > 0, "widths are above 0")
    self.imageSize = imageSize
    horizontal = BumpProfile(sigma: sigmaX)
    vertical = BumpProfile(sigma: sigmaY)
    self.channels = channels
    self.layout = layout
    self.scale = scale
  }

  /// Numbers in an image: N x N x C.
  package var elements: Int { imageSize * imageSize * channels }

  /// Draws an image centred at (`x`, `y`), px; the centre may lie outside the image.
  ///
  /// - Precondition: `pixels` has ``elements`` numbers; all of them are written.
  package func render(_ form: ImageForm, x: Double, y: Double, into pixels: inout MutableSpan<Float>) {
    precondition(pixels.count == elements, "an image has \(elements) numbers, not \(pixels.count)")
    let across = values(of: horizontal, centre: x, form: form)
    let down = values(of: vertical, centre: y, form: form)
    var index = 0
    for q in down {
      for p in across {
        let value = scale.value(inverted: form == .sumOfStripes ? (p + q) / 2 : p * q)
        switch layout {
        case .planes: pixels[index] = value
        case .interleaved: for channel in 0..<channels { pixels[index * channels + channel] = value }
        }
        index += 1
      }
    }
    guard layout == .planes else { return }
    let plane = imageSize * imageSize
    for index in plane..<pixels.count { pixels[index] = pixels[index - plane] }
  }

  /// The image as an array, for tests and pictures.
  package func image(_ form: ImageForm, x: Double, y: Double) -> [Float] {
    var pixels = [Float](repeating: 0, count: elements)
    var span = pixels.mutableSpan
    render(form, x: x, y: y, into: &span)
    return pixels
  }

  /// A profile at the pixels 1...N.
  private func values(of profile: BumpProfile, centre: Double, form: ImageForm) -> [Double] {
    (1...imageSize).map { pixel in
      guard form == .periodicBump else { return profile.value(at: pixel, centre: centre) }
      let distance = abs(Double(pixel) - centre)
      return profile.value(at: 0, centre: min(distance, Double(imageSize) - distance))
    }
  }
}
