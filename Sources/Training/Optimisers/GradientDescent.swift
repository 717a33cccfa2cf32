internal import CKernels

/// Gradient descent, plain or with momentum, as PyTorch's `SGD` (dampening 0, no Nesterov).
package struct GradientDescent: Hashable, Sendable {
  /// velocity = momentum * velocity + gradient + decay * parameters; 0 for plain descent.
  package var momentum = 0.0
  /// Coupled weight decay: it goes through the velocity.
  package var decay = 0.0

  package init() {}

  /// Takes one step and sets the gradient to zero.
  ///
  /// - Parameters:
  ///   - velocity: needed with momentum, zero at the start.
  ///   - half: receives the new parameters rounded to bfloat16, if given.
  ///   - gradientScale: multiplies the gradient first.
  /// - Precondition: all arrays have as many numbers as `parameters`.
  package func update(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    velocity: UnsafeMutableBufferPointer<Float>? = nil, half: UnsafeMutableBufferPointer<UInt16>? = nil,
    rate: Double, gradientScale: Double = 1
  ) {
    let count = parameters.count
    precondition(
      gradient.count == count && velocity.map { $0.count == count } ?? true
        && half.map { $0.count == count } ?? true, "arrays of one length")
    precondition(momentum == 0 || velocity != nil, "momentum needs a velocity")
    guard let p = parameters.baseAddress, let g = gradient.baseAddress else { return }
    ck_sgd(
      Float(rate), Float(momentum), Float(decay), Float(gradientScale), Int64(count), p, g,
      velocity?.baseAddress, half?.baseAddress)
  }
}
