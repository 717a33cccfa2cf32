/// How a variational diffusion model is made and trained.
package struct VariationalOptions: Hashable, Sendable {
  /// What the network tells of z = alpha x + sigma eps.
  package var prediction: NoisePrediction = .noise
  /// Whether z is added to the network's output, as in the public code: the network then tells the difference.
  package var addsInput = true
  /// Where gamma starts, at the times 0 and 1.
  package var gamma: ClosedRange<Double> = -5...10
  /// Whether the two ends of gamma are learned.
  package var learnsGamma = true
  /// Standard deviation of the Gaussian about z_0 / alpha_0 that the image is likely under, in the images' range.
  package var dataNoise = 1e-3
  /// Whether the times of a batch are evenly spaced from a random start (Kingma et al. 2021, appendix I.1), not each drawn
  /// by itself.
  package var spacesTimes = true
  /// Images of a step.
  package var batchSize = 128
  package var learningRate: LearningRate = .constant(1e-3)
  package var optimiser = AdamW()
  package var gradientGuard = GradientGuard()
  /// A running average of the weights, which samples are drawn with.
  package var average: DiffusionOptions.Average?
  /// All weights start at this times PyTorch's default start.
  package var startScale = 1.0
  /// What labels are multiplied with before the network encodes them.
  package var labelScale = 1.0
  /// Images that go through the network together.
  package var slice = 16
  /// Bytes that the training may take, nil for no limit.
  package var memoryLimit: Int?

  package init() {}

  /// What the encoding of the time runs through between the first ends of gamma.
  static let timeScale = 1000.0

  var slices: Int { (batchSize - 1) / max(slice, 1) + 1 }
  var sliceSize: Int { (batchSize - 1) / slices + 1 }
  /// gamma before the first step.
  var start: LinearLogSNR {
    LinearLogSNR(intercept: gamma.lowerBound, slope: gamma.upperBound - gamma.lowerBound)
  }

  /// What the network is told of gamma: 0 to ``timeScale`` between its first ends, beyond them where they have moved.
  func networkTime(gamma value: Double) -> Double { (value - gamma.lowerBound) * networkTimeSlope }

  /// The same time's derivative by gamma.
  var networkTimeSlope: Double { VariationalOptions.timeScale / (gamma.upperBound - gamma.lowerBound) }

  /// - Throws: ``UNetError/outOfRange(name:value:expected:)``.
  package func validate() throws(UNetError) {
    func check(_ name: String, _ value: Double, _ expected: String, _ holds: Bool) throws(UNetError) {
      guard holds else { throw .outOfRange(name: name, value: "\(value)", expected: expected) }
    }
    try check("batch size", Double(batchSize), "1 to 65536", (1...65_536).contains(batchSize))
    try check("slice", Double(slice), "1 to 1024", (1...1024).contains(slice))
    try check("data noise", dataNoise, "above 0", dataNoise > 0 && dataNoise.isFinite)
    try check("start scale", startScale, "0 to 10", (0...10).contains(startScale))
    try check("label scale", labelScale, "a finite number", labelScale.isFinite)
    let ends = gamma
    try check("first gamma", ends.lowerBound, "-30 or more", ends.lowerBound >= -30)
    try check("last gamma", ends.upperBound, "30 or less", ends.upperBound <= 30)
    try check(
      "gamma's length", ends.upperBound - ends.lowerBound, "above 0", ends.upperBound > ends.lowerBound)
    let rate = learningRate.rate(at: 0)
    try check("learning rate", rate, "0 or more", rate.isFinite && rate >= 0)
    if let decay = average?.decay {
      try check("average's decay", decay, "0 up to but not 1", (0..<1).contains(decay))
    }
  }
}
