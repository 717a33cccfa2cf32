import Foundation

/// How a real number becomes a vector of sines and cosines.
package enum SinusoidalEncoding: String, Hashable, Sendable, CaseIterable {
  /// As Liang et al. 2024 print it: sines and cosines in turn, `sin(p / 10000^(2i/d))` and
  /// `cos(p / 10000^((2i+1)/d))`.
  case printed
  /// As the network's public code has it: all sines, then all cosines, of `p / 10000^(2i/d)`.
  case blocks

  /// Writes the encoding of `value` over `length` numbers.
  package func encode(_ value: Double, length: Int, into target: UnsafeMutablePointer<Float>) {
    let d = Double(length)
    for i in 0..<length / 2 {
      let sine = sin(value / pow(10000, Double(2 * i) / d))
      switch self {
      case .printed:
        target[2 * i] = Float(sine)
        target[2 * i + 1] = Float(cos(value / pow(10000, Double(2 * i + 1) / d)))
      case .blocks:
        target[i] = Float(sine)
        target[length / 2 + i] = Float(cos(value / pow(10000, Double(2 * i) / d)))
      }
    }
  }

  /// The encoding as an array.
  package func encode(_ value: Double, length: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: length) { buffer, count in
      if let start = buffer.baseAddress { encode(value, length: length, into: start) }
      count = length / 2 * 2
    }
  }
}
