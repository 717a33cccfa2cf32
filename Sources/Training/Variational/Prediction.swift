/// What the network's output says about the noise at one level: eps^ = image * z + weight * (output [+ z]).
struct Prediction {
  /// d eps^ / d output.
  let outputWeight: Float
  private let inputWeight: Float
  private let isVelocity: Bool
  private let addsInput: Bool

  init(_ level: LinearLogSNR.Level, _ options: VariationalOptions) {
    isVelocity = options.prediction == .velocity
    addsInput = options.addsInput
    outputWeight = isVelocity ? Float(level.alpha) : 1
    inputWeight = (isVelocity ? Float(level.sigma) : 0) + (addsInput ? outputWeight : 0)
  }

  /// The noise in `z`.
  func noise(_ output: Float, z: Float) -> Float { inputWeight * z + outputWeight * output }

  /// d eps^ / d gamma at an output that stays, but for the input that is added to it.
  ///
  /// - Parameter move: d z / d gamma.
  func slope(_ output: Float, z: Float, move: Double, _ level: LinearLogSNR.Level) -> Double {
    guard isVelocity else { return 0 }
    let velocity = Double(output) + (addsInput ? Double(z) : 0)
    return level.sigmaSlope * Double(z) + level.sigma * move + level.alphaSlope * velocity
  }
}
