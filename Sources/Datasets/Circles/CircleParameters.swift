package import SweepModel

/// The data set of circles as the parameters of an experiment. Defaults are what the text says; where it gives no number
/// they are the public code's, but for the positions, which there leave the image.
package enum CircleParameters {
  /// What an experiment on circles adds to its schema; ``specification(_:)`` reads it back.
  package static let definitions: [ParameterDefinition] = [
    ParameterDefinition(
      "image-size", .integer(CircleSpecification.imageSizes), unit: "px", label: "image size",
      default: .integer(32),
      "side of the square image"),
    ParameterDefinition(
      "colour-separation", .real(0...1, aboveLower: true), label: "colour signal", default: .real(0.358),
      "how far red and blue are apart in each channel; the paper has 20 values from 0.1 to 0.8"),
    ParameterDefinition(
      "colour-spread", .real(0...0.5), label: "colour spread", default: .real(0),
      "channels are uniform this far about their mean, as a part of the separation; the public code has 0.125"
    ),
    ParameterDefinition(
      "size-mean", .real(0...1, aboveLower: true), label: "mean size", default: .real(0.5),
      "mean of the big and the small diameter, as a part of the side; the public code has 0.45"),
    ParameterDefinition(
      "size-separation", .real(0...1, aboveLower: true), label: "size signal", default: .real(0.4),
      "how far the two diameters are apart, as a part of the side"),
    ParameterDefinition(
      "size-spread", .real(0...0.5), label: "size spread", default: .real(0),
      "diameters are uniform this far about their mean, as a part of the side; the public code has 0.15"),
    ParameterDefinition(
      "position-spread", .real(0...1), label: "position spread", default: .real(0.3),
      "centres are uniform this far about the image's centre, in halves of the side; the public code has 0.5"),
    ParameterDefinition(
      "edge", .choice(CircleSpecification.Edge.allCases.map(\.rawValue)),
      default: .text(CircleSpecification.Edge.inside.rawValue),
      "circles that reach over the image's edge are refused, or cut off as in the public code"),
    ParameterDefinition(
      "background-low", .real(0...1), label: "darkest background", default: .real(0.8),
      "channels of the background are uniform from here"),
    ParameterDefinition(
      "background-high", .real(0...1), label: "lightest background", default: .real(1), "up to here"),
    ParameterDefinition(
      "mixing", .real(0...0.9), default: .real(0),
      "up to this part of the background's colour is in the circle's, uniform from 0 on"),
    ParameterDefinition(
      "blur", .real(0...8), unit: "px", default: .real(1),
      "standard deviation of the blur of the circle's edge"),
    ParameterDefinition(
      "pixel-noise", .real(0...1), label: "pixel noise", default: .real(0.001),
      "standard deviation of the noise of each number, of a range of 1"),
    ParameterDefinition(
      "images-per-class", .integer(1...1_000_000), unit: "images", label: "images of a class",
      default: .integer(2048),
      "of each of the three classes that are trained on"),
    ParameterDefinition(
      "train-fraction", .real(0...1, aboveLower: true), label: "trained fraction", default: .real(0.85),
      "of those images; the others are for the validation loss"),
  ]

  /// Reads ``definitions`` and checks them.
  ///
  /// - Throws: ``InvalidParameters`` for what cannot be drawn, or a parameter of another type.
  package static func specification(_ parameters: Parameters) throws(InvalidParameters) -> CircleSpecification
  {
    var circles = CircleSpecification()
    circles.imageSize = try parameters.integer("image-size")
    circles.colourSeparation = try parameters.real("colour-separation")
    circles.colourSpread = try parameters.real("colour-spread")
    circles.sizeMean = try parameters.real("size-mean")
    circles.sizeSeparation = try parameters.real("size-separation")
    circles.sizeSpread = try parameters.real("size-spread")
    circles.positionSpread = try parameters.real("position-spread")
    let edge = try parameters.text("edge")
    guard let rule = CircleSpecification.Edge(rawValue: edge) else {
      throw InvalidParameters("edge", "edge is \(edge), which is not known")
    }
    circles.edge = rule
    let (low, high) = (try parameters.real("background-low"), try parameters.real("background-high"))
    guard low <= high else {
      throw InvalidParameters(
        "background-low", "background-low is \(low), above background-high, which is \(high)")
    }
    circles.background = low...high
    circles.mixing = try parameters.real("mixing")
    circles.blur = try parameters.real("blur")
    circles.pixelNoise = try parameters.real("pixel-noise")
    circles.imagesPerClass = try parameters.integer("images-per-class")
    circles.trainFraction = try parameters.real("train-fraction")
    try circles.check()
    return circles
  }
}
