/// What a network tells of a noisy image x = signal * image + noisiness * eps, with signal^2 + noisiness^2 = 1.
package enum NoisePrediction: String, CaseIterable, Hashable, Sendable {
  /// eps itself (Ho et al. 2020, Eq. 14).
  case noise
  /// v = signal * eps - noisiness * image (Salimans & Ho 2022, Section 4): eps where there is little noise, and the image,
  /// with its sign turned, where there is little else, so that a small image weighs as much in the loss as the noise.
  case velocity

  /// What the network should say, from the noise and the image.
  @inline(__always)
  func target(noise: Float, image: Float, signal: Float, noisiness: Float) -> Float {
    switch self {
    case .noise: noise
    case .velocity: signal * noise - noisiness * image
    }
  }

  /// The noise in `x` by what the network says of it.
  @inline(__always)
  func noise(_ output: Float, x: Float, signal: Float, noisiness: Float) -> Float {
    switch self {
    case .noise: output
    case .velocity: signal * output + noisiness * x
    }
  }
}
