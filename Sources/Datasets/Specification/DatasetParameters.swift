package import SweepModel

/// A data set as the parameters of an experiment.
package enum DatasetParameters {
  private static let sizes = 0...Double(DatasetSpecification.maximumImageSize)

  /// What an experiment on data sets adds to its schema; ``specification(_:)`` reads it back.
  package static let definitions: [ParameterDefinition] = [
    ParameterDefinition(
      "dataset", .choice(DatasetKind.allCases.map(\.rawValue)), label: "data set",
      default: .text(DatasetKind.bump.rawValue),
      "bumps, sums of two stripes (sos), bumps on a torus, images of one stripe, or a mixture"),
    ParameterDefinition(
      "image-size", .integer(2...DatasetSpecification.maximumImageSize), unit: "px", label: "image size",
      default: .integer(32),
      "side of the square image"),
    ParameterDefinition(
      "spacing", .real(sizes, aboveLower: true), unit: "px", default: .real(1),
      "distance of neighbouring centres along x"),
    ParameterDefinition(
      "spacing-y", .real(sizes), unit: "px", label: "spacing along y", default: .real(0),
      "the same along y; 0 for that along x"),
    ParameterDefinition(
      "sigma", .real(sizes, aboveLower: true), unit: "px", symbol: "σ", default: .real(1),
      "width of a profile exp(-x^2 / (4 sigma^2)) across x, from \(BumpProfile.minimumSigma) px"),
    ParameterDefinition(
      "sigma-y", .real(sizes), unit: "px", label: "σ along y", default: .real(0),
      "the same across y; 0 for that across x"),
    ParameterDefinition(
      "lambda", .real(0...1, aboveLower: true), symbol: "λ", default: .real(1),
      "fraction of the training images kept, nested and alike for every sigma; stripes of a mixture stay"),
    ParameterDefinition(
      "subsample", .real(0...100, aboveLower: true), unit: "%", default: .real(100),
      "percentage of the same images kept, in the same order; both multiply"),
    ParameterDefinition(
      "hold-out", .choice(["none", "cross", "vertical", "square", "area"]), default: .text("none"),
      "positions never trained on: a cross or a vertical band of a width, a square of a width, or a centre "
        + "square of a fraction of the area"),
    ParameterDefinition(
      "hold-out-width", .real(sizes, aboveLower: true), unit: "px", label: "hold-out width",
      default: .real(6),
      "width of the cross, band or square"),
    ParameterDefinition(
      "hold-out-place", .choice(HoldOut.Place.allCases.map(\.rawValue)), label: "hold-out place",
      default: .text("centre"),
      "where the square is left out"),
    ParameterDefinition(
      "hold-out-area", .real(0...1, aboveLower: true), label: "hold-out area", default: .real(0.2),
      "fraction of the area that hold-out area leaves out"),
    ParameterDefinition(
      "frame-margin", .real(sizes), unit: "px", label: "frame margin", default: .real(0),
      "how far stripes may be centred outside the image; 0 for 6/32 of the image size"),
    ParameterDefinition(
      "rim", .boolean, default: .boolean(true),
      "keep stripes whose partner outside still shows, where the two visibly cross at the edge"),
    ParameterDefinition(
      "empty", .boolean, default: .boolean(false), "stripes include images with both centres outside"),
    ParameterDefinition(
      "channels", .integer(1...3), default: .integer(1), "1 for grey images, 3 for colour"),
  ]

  /// Reads ``definitions``; the numbers are checked against each other by
  /// ``DatasetSpecification/counts()``.
  ///
  /// - Throws: ``InvalidParameters`` for a parameter of another type or an unknown word.
  package static func specification(
    _ parameters: Parameters
  ) throws(InvalidParameters) -> DatasetSpecification {
    var specification = DatasetSpecification(
      try word("dataset", parameters), imageSize: try parameters.integer("image-size"))
    specification.spacingX = try parameters.real("spacing")
    specification.spacingY = try parameters.real("spacing-y")
    if specification.spacingY == 0 { specification.spacingY = specification.spacingX }
    specification.sigmaX = try parameters.real("sigma")
    specification.sigmaY = try parameters.real("sigma-y")
    if specification.sigmaY == 0 { specification.sigmaY = specification.sigmaX }
    specification.lambda = try parameters.real("lambda")
    specification.subsample = try parameters.real("subsample")
    let margin = try parameters.real("frame-margin")
    specification.margin = margin == 0 ? nil : margin
    specification.rim = try parameters.boolean("rim")
    specification.includesEmpty = try parameters.boolean("empty")
    specification.channels = try parameters.integer("channels")
    specification.holdOut = try holdOut(parameters)
    return specification
  }

  private static func holdOut(_ parameters: Parameters) throws(InvalidParameters) -> HoldOut {
    let width = try parameters.real("hold-out-width")
    let shape = try parameters.text("hold-out")
    switch shape {
    case "none": return .nothing
    case "cross": return .cross(width: width)
    case "vertical": return .vertical(width: width)
    case "square": return .square(width: width, place: try word("hold-out-place", parameters))
    case "area": return .centre(area: try parameters.real("hold-out-area"))
    default:
      throw InvalidParameters(
        "hold-out", "hold-out is \(shape); none, cross, vertical, square or area is expected")
    }
  }

  private static func word<Value: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ parameters: Parameters
  ) throws(InvalidParameters) -> Value {
    let text = try parameters.text(name)
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw InvalidParameters(name, "\(name) is \(text); one of \(known) is expected")
    }
    return value
  }
}
