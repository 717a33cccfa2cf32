/// How a brightness of 0 (dark) to 255 (white) is written as a number.
package enum PixelScale: Hashable, Sendable {
  /// -1 (dark) to 1 (white): `v / 127.5 - 1`, what a diffusion model is trained on.
  case signed
  /// 0 (dark) to 255 (white).
  case brightness

  /// The number of a pixel whose inverted brightness is `inverted` (0 white, 1 dark).
  func value(inverted: Double) -> Float {
    switch self {
    case .signed: Float(1 - 2 * inverted)
    case .brightness: Float(255 * (1 - inverted))
    }
  }

  /// The inverted brightness of a pixel: 0 white, 1 dark, beyond that where a model overshoots.
  func inverted(_ value: Float) -> Double {
    switch self {
    case .signed: (1 - Double(value)) / 2
    case .brightness: 1 - Double(value) / 255
    }
  }
}
