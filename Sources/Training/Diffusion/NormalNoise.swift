internal import Foundation
internal import SweepModel

/// Normal numbers from places of a counter-based stream: number i depends on the stream and i alone.
enum NormalNoise {
  /// Writes numbers `first ..< first + count` of the stream's normal sequence (Box & Muller 1958).
  ///
  /// - Precondition: `first` and `count` are even: numbers come in pairs.
  static func fill(
    _ target: UnsafeMutablePointer<Float>, count: Int, first: Int, from stream: RandomStream
  ) {
    precondition(count.isMultiple(of: 2) && first.isMultiple(of: 2), "numbers come in pairs")
    var stream = stream
    stream.position &+= UInt64(first)
    for i in stride(from: 0, to: count, by: 2) {
      let radius = (-2 * log(1 - stream.uniform())).squareRoot()
      let angle = 2 * Double.pi * stream.uniform()
      target[i] = Float(radius * cos(angle))
      target[i + 1] = Float(radius * sin(angle))
    }
  }
}
