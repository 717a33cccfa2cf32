/// How a diffusion model is trained.
package struct DiffusionOptions: Hashable, Sendable {
  /// A running average of the weights, which samples are drawn with.
  package struct Average: Hashable, Sendable {
    /// What is kept of the average in each step.
    package var decay = 0.995
    /// Before this many steps the average is the weights themselves.
    package var warmUpSteps = 2000

    package init() {}
  }

  package var schedule: NoiseSchedule
  package var prediction = NoisePrediction.noise
  /// Images of a step.
  package var batchSize = 64
  package var learningRate: LearningRate = .constant(3e-4)
  package var optimiser = AdamW()
  package var gradientGuard = GradientGuard()
  package var precision: ComputePrecision = .float32
  package var average: Average?
  /// Fraction of the images that are trained without their labels, for classifier-free guidance
  /// (Ho & Salimans 2021).
  package var labelDropout: Double = 0
  /// Images that go through the network together; their gradients are summed, so that a smaller slice takes
  /// less memory and changes only the rounding.
  package var slice = 16
  /// Bytes that the training may take, nil for no limit.
  package var memoryLimit: Int?

  package init(schedule: NoiseSchedule) { self.schedule = schedule }

  /// Slices of a batch, all of one size; the last one may hold fewer images.
  var slices: Int { (batchSize - 1) / max(slice, 1) + 1 }
  var sliceSize: Int { (batchSize - 1) / slices + 1 }

  func validate() throws(UNetError) {
    guard (1...65_536).contains(batchSize) else {
      throw .outOfRange(name: "batch size", value: "\(batchSize)", expected: "1 to 65536")
    }
    guard (1...1024).contains(slice) else {
      throw .outOfRange(name: "slice", value: "\(slice)", expected: "1 to 1024")
    }
    guard (0...1).contains(labelDropout) else {
      throw .outOfRange(name: "label dropout", value: "\(labelDropout)", expected: "0 to 1")
    }
    if let average, !(0..<1).contains(average.decay) {
      throw .outOfRange(name: "average's decay", value: "\(average.decay)", expected: "0 up to but not 1")
    }
    let first = learningRate.rate(at: 0)
    guard first.isFinite, first >= 0 else {
      throw .outOfRange(name: "learning rate", value: "\(first)", expected: "0 or more")
    }
  }
}
