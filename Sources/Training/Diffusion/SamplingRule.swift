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

  package init(_ kind: Kind = .ddim(steps: 50)) { self.kind = kind }

  /// One step from time `time`: x' = image * x + prediction * eps + noise * z.
  struct Step: Hashable {
    var time: Int
    var image: Float
    var prediction: Float
    var noise: Float
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
          time: t, image: Float(scale), prediction: Float(-scale * beta / (1 - product).squareRoot()),
          noise: t > 1 ? Float(beta.squareRoot()) : 0)
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
          time: times[index], image: Float(image),
          prediction: Float(direction - image * (1 - product).squareRoot()), noise: Float(sigma))
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
