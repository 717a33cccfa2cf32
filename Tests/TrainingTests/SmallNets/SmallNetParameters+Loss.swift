import Training

extension SmallNetParameters {
  /// 1/2 |f(x) - x|^2.
  func loss(at input: [Double]) -> Double {
    zip(output(of: input), input).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
  }
}
