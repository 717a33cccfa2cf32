internal import CKernels

/// Looks at the loss and the gradient before every step: clips the one that is too long, and stops a
/// training that has broken down with an error that says where.
package struct GradientGuard: Hashable, Sendable {
  /// The gradient is scaled down to this norm if it is longer; nil: never.
  package var clippingNorm: Double?
  /// A longer gradient (before clipping) ends the training.
  package var explosionNorm = 1e12

  package init() {}

  /// One named part of the parameters' gradient.
  package struct Part {
    let name: String
    let gradient: UnsafeBufferPointer<Float>

    package init(_ name: String, _ gradient: UnsafeBufferPointer<Float>) {
      self.name = name
      self.gradient = gradient
    }
  }

  /// The norm of the whole gradient, and what to multiply it with: PyTorch's `clip_grad_norm_`.
  ///
  /// - Parameters:
  ///   - scale: what the gradient will be multiplied with in any case, such as one over micro-batches.
  ///   - step: steps completed before this one.
  /// - Throws: ``Divergence`` naming the first part that is not finite, else the longest.
  package func check(
    loss: Double, parts: [Part], scale: Double = 1, step: Int, rate: Double
  ) throws(Divergence) -> (norm: Double, scale: Double) {
    var (sum, worst, longest) = (0.0, "no layer", -1.0)
    for index in parts.indices {
      let part = parts[index]
      let square = part.gradient.baseAddress.map { ck_sum_of_squares($0, Int64(part.gradient.count)) } ?? 0
      sum += square
      let size = square.isFinite ? square : Double.infinity
      if size > longest { (worst, longest) = (part.name, size) }
    }
    let norm = sum.squareRoot() * abs(scale)
    let symptom: Divergence.Symptom? =
      if !loss.isFinite { .lossNotFinite } else if !norm.isFinite {
        .gradientNotFinite
      } else if norm
        > explosionNorm
      { .gradientExploded(norm: norm, limit: explosionNorm) } else { nil }
    if let symptom {
      throw Divergence(symptom: symptom, step: step, loss: loss, layer: worst, learningRate: rate)
    }
    guard let clippingNorm else { return (norm, scale) }
    return (norm, scale * min(clippingNorm / (norm + 1e-6), 1))
  }
}
