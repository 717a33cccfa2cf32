internal import Glibc

/// Spreads dots that fall on one place around it, so that their number shows: dot k of n goes where the seed
/// k of a sunflower's head grows (Vogel 1979), at a radius proportional to the root of k.
enum DotSpread {
  /// Places for dots 0..<count around the origin, nearest first.
  ///
  /// - Parameters:
  ///   - spacing: distance of neighbouring dots.
  ///   - radius: no dot is further away; many dots move closer together.
  static func places(_ count: Int, spacing: Double, radius: Double) -> [(x: Double, y: Double)] {
    guard count > 1 else { return Array(repeating: (0, 0), count: max(count, 0)) }
    let step = min(spacing * 0.6, radius / Double(count - 1).squareRoot())
    return (0..<count).map { index in
      let (angle, distance) = (Double(index) * turn, Double(index).squareRoot() * step)
      return (distance * cos(angle), distance * sin(angle))
    }
  }

  /// The golden angle, rad.
  private static let turn = Double.pi * (3 - 5.0.squareRoot())
}
