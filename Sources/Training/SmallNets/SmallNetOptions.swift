/// How a small network is trained.
package struct SmallNetOptions: Hashable, Sendable {
  /// What is minimised; both are means over samples.
  package enum Loss: String, Hashable, Sendable, CaseIterable {
    /// 1/2 |f(x) - y|^2.
    case halfSquaredNorm
    /// The mean over the d outputs of (f - y)^2: PyTorch's `mse_loss`, 2/d times the other.
    case meanSquare
  }

  /// Which samples a step sees.
  package enum Batches: Hashable, Sendable {
    /// All of them. Linear networks go through second moments, which is exact and does not depend on n.
    case full
    /// `size` samples a step; the last batch of an epoch is smaller if it must be. The order is that of the
    /// data in every epoch, or new in every epoch from the replicate's stream.
    case mini(size: Int, shuffled: Bool)
  }

  package var loss: Loss = .halfSquaredNorm
  package var batches: Batches = .full
  package var learningRate: LearningRate = .constant(0.1)
  /// velocity = momentum * velocity + gradient.
  package var momentum: Double = 0
  /// Factor on the step of a symmetric network: 1/2 gives dU/dt = -S U, the time axis of Liang et al.'s
  /// successor paper (Eq. 4.3); 1 is the gradient of the loss, which runs twice as fast.
  package var symmetricFactor: Double = 0.5
  /// Training stops with an error when the loss exceeds this many times the larger of the first loss and
  /// that of a network which answers zero.
  package var explosionFactor: Double = 1e6

  package init() {}

  func validate() throws(SmallNetError) {
    guard (0..<1).contains(momentum) else {
      throw .outOfRange(name: "momentum", value: "\(momentum)", expected: "0 up to but not 1")
    }
    guard explosionFactor > 1 else {
      throw .outOfRange(name: "explosion factor", value: "\(explosionFactor)", expected: "above 1")
    }
    if case .mini(let size, _) = batches, size < 1 {
      throw .outOfRange(name: "batch size", value: "\(size)", expected: "1 or more")
    }
    let first = learningRate.rate(at: 0)
    guard first.isFinite, first >= 0 else {
      throw .outOfRange(name: "learning rate", value: "\(first)", expected: "0 or more")
    }
  }
}
