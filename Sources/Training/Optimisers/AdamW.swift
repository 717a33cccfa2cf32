internal import CKernels

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019, Algorithm 2), as PyTorch's `AdamW`.
package struct AdamW: Hashable, Sendable {
  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-8
  /// Parameters shrink by rate * decay each step.
  package var decay = 0.01

  package init() {}

  /// Updates parameters and both moments in one pass over memory, and sets the gradient to zero.
  ///
  /// - Parameters:
  ///   - rate: this step's learning rate.
  ///   - step: counted from 1.
  ///   - gradientScale: multiplies the gradient first: clipping, or one over the count of micro-batches.
  /// - Precondition: all arrays have as many numbers as `parameters`.
  package func update(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    first: UnsafeMutableBufferPointer<Float>, second: UnsafeMutableBufferPointer<Float>,
    rate: Double, step: Int, gradientScale: Double = 1
  ) {
    let count = parameters.count
    precondition(
      gradient.count == count && first.count == count && second.count == count, "arrays of one length")
    precondition(step >= 1, "steps are counted from 1")
    guard let p = parameters.baseAddress, let g = gradient.baseAddress, let m = first.baseAddress,
      let v = second.baseAddress
    else { return }
    var rule = CKAdamW()
    rule.rate = Float(rate)
    (rule.beta1, rule.beta2) = (Float(beta1), Float(beta2))
    rule.epsilon = Float(epsilon)
    rule.decay = Float(decay)
    rule.correction1 = Float(1 - AdamW.power(beta1, step))
    rule.correction2 = Float(1 - AdamW.power(beta2, step))
    rule.gradient_scale = Float(gradientScale)
    ck_adamw(&rule, Int64(count), p, g, m, v)
  }

  /// By squaring, so that the value does not depend on the C library's `pow`.
  static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}
