internal import Datasets
package import SweepModel

/// Overlap of neighbouring bumps against their distance (Liang et al. 2024, Fig 6b).
///
/// Bumps are rendered on pixels, so the overlap depends on where between the pixels they fall. With
/// `tiling` the centres are a lattice of spacing `distance` and the metric is the mean over neighbouring
/// pairs of that lattice; this is what gives the figure its cusps and lifts the curve of sigma 0.1 above 1
/// near 0.5 px, where a bump that falls between two pixels nearly vanishes and normalises its neighbour.
package struct OverlapExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "overlap", version: 1,
    summary: "Overlap of two rendered bumps against their distance",
    parameters: [
      ParameterDefinition(
        "image-size", .integer(4...1024), unit: "px", label: "image size", default: .integer(32),
        "side of the square image"),
      ParameterDefinition(
        "sigma", .real(0...1024, aboveLower: true), unit: "px", symbol: "σ", default: .real(1),
        "width of a bump exp(-r^2 / (4 sigma^2)), from \(BumpProfile.minimumSigma) px to the image size"),
      ParameterDefinition(
        "distance", .real(0...512), unit: "px", default: .real(1),
        "distance of the two centres, at most a quarter of the image along each axis"),
      ParameterDefinition(
        "orientation", .choice(["axis", "diagonal"]), default: .text("axis"),
        "the second centre lies along an axis, or along the diagonal"),
      ParameterDefinition(
        "tiling", .boolean, default: .boolean(true),
        "mean over the neighbouring pairs of a lattice of centres in the inner half of the image "
          + "instead of one pair that starts at the middle pixel"),
    ],
    metrics: [
      .init(
        "overlap", required: true, range: 0...(.infinity), "sqrt(sum a b / sum a^2), mean over the pairs"),
      .init(
        "overlap-minimum", label: "smallest overlap", required: true, range: 0...(.infinity),
        "smallest overlap of a pair"),
      .init(
        "overlap-maximum", label: "largest overlap", required: true, range: 0...(.infinity),
        "largest overlap of a pair"),
    ])

  /// Pairs along one axis, of which a tiling may have at most this many.
  static let maximumPairs = 100_000

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try Setting(parameters)
  }

  package let judgedTogether: [Set<String>]? = [
    ["image-size", "sigma"], ["image-size", "distance", "orientation", "tiling"],
  ]

  /// Pixels that the pairs are rendered on, along one axis.
  package func work(_ parameters: Parameters) -> Double? {
    guard let setting = try? Setting(parameters) else { return nil }
    return Double(setting.starts.count) * Double(setting.imageSize)
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let setting = try Setting(context.parameters)
    var (sum, least, most) = (0.0, Double.infinity, 0.0)
    for (index, start) in setting.starts.enumerated() {
      if index % 1024 == 1023 {
        if context.shouldStop { throw TaskInterrupted() }
        context.progress(step: index)
      }
      let overlap = setting.profile.squaredOverlap(
        from: start, to: start + setting.step, over: 1...setting.imageSize
      ).squareRoot()
      sum += overlap
      least = min(least, overlap)
      most = max(most, overlap)
    }
    let mean = sum / Double(setting.starts.count)
    // Along the diagonal the overlap is the product of one factor per axis, each taken over the same
    // positions independently: mean, minimum and maximum of the products are the products of those.
    let power = { (value: Double) in setting.isDiagonal ? value * value : value }
    return [
      "overlap": power(mean), "overlap-minimum": power(least), "overlap-maximum": power(most),
    ]
  }

  /// The parameters, checked against each other.
  private struct Setting {
    let imageSize: Int
    let profile: BumpProfile
    let isDiagonal: Bool
    /// Distance along one axis, px.
    let step: Double
    /// First centres of the pairs along one axis, px; never empty.
    let starts: [Double]

    init(_ parameters: Parameters) throws(InvalidParameters) {
      imageSize = try parameters.integer("image-size")
      let sigma = try parameters.real("sigma")
      try BumpProfile.validate(sigma: sigma, imageSize: imageSize)
      profile = BumpProfile(sigma: sigma)
      isDiagonal = try parameters.text("orientation") == "diagonal"
      let distance = try parameters.real("distance")
      step = isDiagonal ? distance / 2.0.squareRoot() : distance
      let size = Double(imageSize)
      guard step <= size / 4 else {
        throw InvalidParameters(
          "distance",
          "distance \(distance) px moves the second bump by \(step) px along an axis; in an image of "
            + "\(imageSize) px at most a quarter, \(size / 4) px, is accepted")
      }
      // At distance 0 a lattice has no spacing; every pair is a bump with itself.
      guard try parameters.boolean("tiling"), step > 0 else {
        starts = [(size / 2).rounded(.down)]
        return
      }
      guard size / 2 / step <= Double(maximumPairs) else {
        throw InvalidParameters(
          "distance",
          "distance \(distance) px gives more than \(maximumPairs) pairs of a tiling along one axis; "
            + "choose at least \(size / 2 / Double(maximumPairs)) px, or 0, or set tiling to false")
      }
      // The inner half keeps both bumps of a pair away from the border. The allowance keeps a lattice
      // point that rounding puts just below the first position.
      let first = Int((size / 4 / step - 1e-9).rounded(.up))
      let end = Int((size * 3 / 4 / step - 1e-9).rounded(.up))
      let step = step
      starts = (first..<max(end, first + 1)).map { Double($0) * step }
    }
  }
}
