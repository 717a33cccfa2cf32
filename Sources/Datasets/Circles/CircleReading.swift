/// What an image of a circle shows, read off it without a network: the pixels that are further from the background than
/// half of the way to the pixel that is furthest from it are the circle's.
package struct CircleReading: Hashable, Sendable {
  /// Mean colour of the circle's pixels, in 0...1.
  package let colour: [Double]
  /// Diameter of a disc of as many pixels, as a part of the image's side.
  package let size: Double

  /// - Parameter image: [size][size][3] in -1...1.
  /// - Returns: nil for an image without a circle: all of one colour, or with numbers that are not finite.
  package init?(_ image: some Collection<Float>, imageSize: Int) {
    let pixels = Array(image)
    guard pixels.count == imageSize * imageSize * 3, pixels.allSatisfy(\.isFinite) else { return nil }
    // The border belongs to the background: its median in each channel is not moved by a circle that touches it.
    let ground = (0..<3).map { channel in
      let border = (0..<imageSize * imageSize).filter { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: imageSize)
        return row == 0 || column == 0 || row == imageSize - 1 || column == imageSize - 1
      }.map { pixels[3 * $0 + channel] }.sorted()
      return border[border.count / 2]
    }
    let distances = (0..<imageSize * imageSize).map { index in
      (0..<3).reduce(Float(0)) { sum, channel in
        let difference = pixels[3 * index + channel] - ground[channel]
        return sum + difference * difference
      }
    }
    guard let furthest = distances.max(), furthest > 0 else { return nil }
    let disc = distances.indices.filter { distances[$0] > furthest / 4 }
    guard !disc.isEmpty else { return nil }
    colour = (0..<3).map { channel in
      disc.reduce(0.0) { $0 + (Double(pixels[3 * $1 + channel]) + 1) / 2 } / Double(disc.count)
    }
    size = 2 * (Double(disc.count) / Double.pi).squareRoot() / Double(imageSize)
  }

  /// More blue than red.
  package var isBlue: Bool { colour[2] > colour[0] }

  /// Smaller than the middle of the two sizes.
  package func isSmall(_ specification: CircleSpecification) -> Bool { size < specification.sizeMean }
}
