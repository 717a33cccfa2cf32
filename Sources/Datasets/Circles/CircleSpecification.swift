package import SweepModel

/// The data set `circles`: a red or blue, big or small circle on a light background (Park et al. 2024; Yang et al. 2025,
/// appendix G). Lengths are in halves of the image's side, so that a circle's size is its diameter as a part of the
/// side.
package struct CircleSpecification: Hashable, Sendable {
  /// What becomes of circles that reach over the image's edge.
  package enum Edge: String, CaseIterable, Sendable {
    /// They are refused.
    case inside
    /// They are cut off, as in the public code.
    case cut
  }

  package var imageSize = 32
  /// How far red and blue are apart in each channel: red is (m + s/2, m - s/2, m - s/2) about the middle m = 1/2, blue has
  /// its first and last channel exchanged.
  package var colourSeparation = 0.4
  /// Each channel is uniform this far about its mean, as a part of the separation.
  package var colourSpread = 0.0
  /// The mean of the two sizes, and how far they are apart.
  package var sizeMean = 0.5
  package var sizeSeparation = 0.4
  /// Sizes are uniform this far about their mean.
  package var sizeSpread = 0.0
  /// Centres are uniform this far about the image's centre, along x and y.
  package var positionSpread = 0.3
  package var edge: Edge = .inside
  /// Channels of the background are uniform between these.
  package var background: ClosedRange<Double> = 0.8...1
  /// Up to this part of the background's colour is in the circle's, uniform from 0 on.
  package var mixing = 0.0
  /// Standard deviation of the blur of the circle's edge, pixels.
  package var blur = 1.0
  /// Standard deviation of the noise of each number, as a part of the range 0...1.
  package var pixelNoise = 0.001
  /// Images of each of the three classes, and the part of them that is trained on.
  package var imagesPerClass = 2048
  package var trainFraction = 0.85

  /// The middle of red and blue in each channel.
  package static let middle = 0.5
  /// Sizes that an image may have.
  package static let imageSizes = 12...64

  package init() {}

  /// Images of each class that are trained on; the others of ``imagesPerClass`` are for validation.
  package var trainedPerClass: Int { Int((Double(imagesPerClass) * trainFraction).rounded(.down)) }

  /// Mean colour of a class.
  package func colour(isBlue: Bool) -> [Double] {
    let (high, low) = (
      CircleSpecification.middle + colourSeparation / 2, CircleSpecification.middle - colourSeparation / 2
    )
    return isBlue ? [low, low, high] : [high, low, low]
  }

  /// Mean size of a class: radius in halves of the side.
  package func radius(isSmall: Bool) -> Double { sizeMean + (isSmall ? -1 : 1) * sizeSeparation / 2 }

  /// The middle of a class, in the image's centre.
  package func mean(_ kind: CircleClass) -> Circle {
    let light = (background.lowerBound + background.upperBound) / 2
    return Circle(
      kind: kind, radius: radius(isSmall: kind.isSmall), colour: colour(isBlue: kind.isBlue),
      background: [light, light, light])
  }

  /// Refuses what cannot be drawn or told apart.
  ///
  /// - Throws: ``InvalidParameters`` with the parameter to change.
  package func check() throws(InvalidParameters) {
    guard CircleSpecification.imageSizes.contains(imageSize) else {
      let range = CircleSpecification.imageSizes
      throw InvalidParameters(
        "image-size",
        "image-size is \(imageSize); circles are drawn from \(range.lowerBound) to \(range.upperBound) px")
    }
    try checkColours()
    try checkSizes()
    guard trainedPerClass > 0 else {
      throw InvalidParameters(
        "images-per-class",
        "\(imagesPerClass) images a class, of which \(trainFraction) are trained on, leave none; raise images-per-class"
      )
    }
  }

  private func checkColours() throws(InvalidParameters) {
    let reach = colourSeparation * (0.5 + colourSpread)
    guard reach <= CircleSpecification.middle else {
      throw InvalidParameters(
        "colour-separation",
        "colour-separation \(colourSeparation) with colour-spread \(colourSpread) reaches \(reach) from the middle 0.5, "
          + "out of the colours' range 0...1; lower one of them")
    }
    guard colourSpread < 0.5 else {
      throw InvalidParameters(
        "colour-spread",
        "colour-spread is \(colourSpread), so that red and blue overlap; expected less than 0.5 of their separation"
      )
    }
  }

  private func checkSizes() throws(InvalidParameters) {
    guard 2 * sizeSpread < sizeSeparation else {
      throw InvalidParameters(
        "size-spread",
        "size-spread is \(sizeSpread) and size-separation \(sizeSeparation), so that big and small overlap; expected "
          + "less than half of the separation")
    }
    let (least, most) = (radius(isSmall: true) - sizeSpread, radius(isSmall: false) + sizeSpread)
    let pixels = least * Double(imageSize) / 2
    guard pixels >= 1 else {
      throw InvalidParameters(
        "size-separation",
        "the smallest circle has a radius of \(pixels) px; expected 1 px or more: lower size-separation or size-spread, or "
          + "raise size-mean or image-size")
    }
    guard edge == .cut || most + positionSpread <= 1 + 1e-9 else {
      throw InvalidParameters(
        "position-spread",
        "circles of size \(most) up to \(positionSpread) from the centre leave the image; expected at most 1 together: "
          + "lower position-spread or the sizes, or say edge: cut")
    }
  }
}
