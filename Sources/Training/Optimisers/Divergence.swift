/// Where a training broke down: the evidence, and what to change.
package struct Divergence: Error, Equatable, Sendable, CustomStringConvertible {
  /// How it showed.
  package enum Symptom: Equatable, Sendable {
    /// The loss was infinite or not a number.
    case lossNotFinite
    /// The loss was above the limit.
    case lossExploded(limit: Double)
    /// The gradient was infinite or not a number.
    case gradientNotFinite
    /// The gradient's norm was above the limit.
    case gradientExploded(norm: Double, limit: Double)
  }

  package var symptom: Symptom
  /// Steps completed before.
  package var step: Int
  package var loss: Double
  /// The layer or parameter that is worst off, such as `layers.2.weight`.
  package var layer: String
  package var learningRate: Double
  /// Which of several replicates, if there are several.
  package var replicate: Int?

  package init(
    symptom: Symptom, step: Int, loss: Double, layer: String, learningRate: Double, replicate: Int? = nil
  ) {
    self.symptom = symptom
    self.step = step
    self.loss = loss
    self.layer = layer
    self.learningRate = learningRate
    self.replicate = replicate
  }

  package var description: String {
    let what =
      switch symptom {
      case .lossNotFinite: "the loss is \(loss)"
      case .lossExploded(let limit): "the loss \(loss) is above its limit \(limit)"
      case .gradientNotFinite: "the gradient is infinite or not a number (loss \(loss))"
      case .gradientExploded(let norm, let limit):
        "the gradient's norm \(norm) is above its limit \(limit) (loss \(loss))"
      }
    let who = replicate.map { " of replicate \($0)" } ?? ""
    return """
      training diverged at step \(step)\(who): \(what), worst in \(layer). Lower the learning rate \
      (now \(learningRate)), clip the gradient, or start from smaller weights
      """
  }
}
