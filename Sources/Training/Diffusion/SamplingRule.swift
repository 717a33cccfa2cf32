/// How images are drawn from noise.
package struct SamplingRule: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Every time from T - 1 down to 1, with fresh noise but in the last step (Ho et al. 2020, Algorithm 2).
    case ancestral
    /// `steps` times, evenly spaced from T - 1 to 1; eta 0 adds no noise (Song et al. 2021, Eq. 12).
    case ddim(steps: Int, eta: Double = 0)
  }

  package var kind: Kind
  /// Above 1: the prediction goes this far from that without labels towards that with them (and beyond).
  package var guidance: Double = 1
  /// Keeps the image that each prediction implies within -1 ... 1, the range of the training images, and takes
  /// the noise that fits the kept image for the prediction (Ho et al. 2020 and Nichol & Dhariwal 2021 do so in
  /// their code). Without it a small error of the prediction at nearly pure noise, where it is divided by
  /// sqrt(abar) = 0.006, leads out of the range that the network knows, and the image never returns.
  package var clips = false

  package init(_ kind: Kind = .ddim(steps: 50)) { self.kind = kind }

  /// How many steps it takes to draw an image.
  package func stepCount(_ schedule: NoiseSchedule) -> Int {
    switch kind {
    case .ancestral: schedule.steps - 1
    case .ddim(let steps, _): steps
    }
  }

  /// One step from time `time`: x' = image * x + prediction * eps + noise * z.
  struct Step: Hashable {
    var time: Int
    var image: Float
    var prediction: Float
    var noise: Float
    /// sqrt(abar) at `time`: how much of the image is in x.
    var signal: Float
    /// sqrt(1 - abar) at `time`: how much noise is.
    var noisiness: Float

    init(_ time: Int, abar: Double, image: Double, prediction: Double, noise: Double) {
      self.time = time
      self.image = Float(image)
      self.prediction = Float(prediction)
      self.noise = Float(noise)
      signal = Float(abar.squareRoot())
      noisiness = Float((1 - abar).squareRoot())
    }

    /// The noise in `x` if the image in it is kept within -1 ... 1.
    func clipped(_ epsilon: Float, x: Float) -> Float {
      let image = (x - noisiness * epsilon) / signal
      guard abs(image) > 1 else { return epsilon }
      return (x - signal * max(-1, min(1, image))) / noisiness
    }
  }

  func steps(_ schedule: NoiseSchedule) throws(UNetError) -> [Step] {
    guard guidance.isFinite else {
      throw .outOfRange(name: "guidance", value: "\(guidance)", expected: "a finite number")
    }
    switch kind {
    case .ancestral:
      return (1..<schedule.steps).reversed().map { t in
        let (beta, product) = (schedule.betas[t], schedule.products[t])
        let scale = 1 / (1 - beta).squareRoot()
        return Step(
          t, abar: product, image: scale, prediction: -scale * beta / (1 - product).squareRoot(),
          noise: t > 1 ? beta.squareRoot() : 0)
      }
    case .ddim(let count, let eta):
      guard (1..<schedule.steps).contains(count) else {
        throw .outOfRange(
          name: "sampling steps", value: "\(count)", expected: "1 to \(schedule.steps - 1)")
      }
      guard (0...1).contains(eta) else {
        throw .outOfRange(name: "eta", value: "\(eta)", expected: "0 to 1")
      }
      let times = SamplingRule.times(count, below: schedule.steps)
      return times.indices.map { index in
        let product = schedule.products[times[index]]
        let next = index + 1 < times.count ? schedule.products[times[index + 1]] : 1
        let sigma = eta * ((1 - next) / (1 - product) * (1 - product / next)).squareRoot()
        let image = (next / product).squareRoot()
        let direction = max(1 - next - sigma * sigma, 0).squareRoot()
        return Step(
          times[index], abar: product, image: image,
          prediction: direction - image * (1 - product).squareRoot(), noise: sigma)
      }
    }
  }

  /// From `steps - 1` down to 1.
  private static func times(_ count: Int, below steps: Int) -> [Int] {
    guard count > 1 else { return [steps - 1] }
    return (0..<count).map { index in
      let place = Double(count - 1 - index) / Double(count - 1)
      return 1 + Int((place * Double(steps - 2)).rounded())
    }
  }
}
