internal import Foundation

/// The learning rate as a function of the step alone, so that a continued run needs no state for it.
package enum LearningRate: Hashable, Sendable {
  case constant(Double)
  /// Half a cosine from `peak` at step 0 to `floor` at `steps` (Loshchilov & Hutter 2017, Eq. 5, no restart).
  case cosine(peak: Double, floor: Double, steps: Int)
  /// PyTorch's `OneCycleLR` with its defaults: cosine from `peak / divisor` up to `peak` over the first
  /// `warmFraction` of the steps, then down to `peak / divisor / finalDivisor` at step `steps - 1`.
  case oneCycle(
    peak: Double, steps: Int, warmFraction: Double = 0.3, divisor: Double = 25,
    finalDivisor: Double = 1e4)
  /// A straight line from `peak / steps` at step 0 to `peak` at step `steps - 1`, constant after it.
  case warmUp(peak: Double, steps: Int)
  /// As `warmUp`, then half a cosine to `floor` at `steps`.
  case warmUpCosine(peak: Double, floor: Double, warmUpSteps: Int, steps: Int)

  /// The rate of step `step` (counted from 0). Beyond the last step it stays at the last value.
  package func rate(at step: Int) -> Double {
    let step = max(step, 0)
    switch self {
    case .constant(let rate):
      return rate
    case .cosine(let peak, let floor, let steps):
      return LearningRate.cosine(from: peak, to: floor, fraction: Double(step) / Double(max(steps, 1)))
    case .oneCycle(let peak, let steps, let warmFraction, let divisor, let finalDivisor):
      let turn = warmFraction * Double(steps) - 1
      let last = Double(steps) - 1
      let start = peak / divisor
      // Written in PyTorch's order: with a turn of 0 or less the first phase is skipped.
      if turn > 0, Double(step) <= turn {
        return LearningRate.cosine(from: start, to: peak, fraction: Double(step) / turn)
      }
      let rest = last - turn
      let fraction = rest > 0 ? (Double(step) - turn) / rest : 1
      return LearningRate.cosine(from: peak, to: start / finalDivisor, fraction: fraction)
    case .warmUp(let peak, let steps):
      return peak * min(Double(step + 1) / Double(max(steps, 1)), 1)
    case .warmUpCosine(let peak, let floor, let warmUpSteps, let steps):
      if step < warmUpSteps { return peak * Double(step + 1) / Double(warmUpSteps) }
      let length = Double(max(steps - warmUpSteps, 1))
      return LearningRate.cosine(from: peak, to: floor, fraction: Double(step - warmUpSteps) / length)
    }
  }

  private static func cosine(from start: Double, to end: Double, fraction: Double) -> Double {
    end + (start - end) / 2 * (1 + cos(Double.pi * min(max(fraction, 0), 1)))
  }
}
