internal import Foundation

extension UNetNetwork: DenoisingNetwork {
  /// By the chain rule through the encoding and its SiLU.
  ///
  /// - Precondition: made with the inputs' gradients.
  func timeSlope(_ index: Int, time: Double) -> Double {
    let length = architecture.encodingLength
    let gradient = embedding.gradient.floats + index * architecture.embeddingLength
    let slopes = architecture.encoding.slopes(time, divisors: divisors)
    var encoded = [Float](repeating: 0, count: length)
    encoded.withUnsafeMutableBufferPointer { buffer in
      guard let target = buffer.baseAddress else { return }
      architecture.encoding.encode(time, divisors: divisors, into: target)
    }
    return (0..<length).reduce(0) { sum, k in
      let x = Double(encoded[k])
      let sigmoid = 1 / (1 + exp(-x))
      return sum + Double(gradient[k]) * sigmoid * (1 + x * (1 - sigmoid)) * slopes[k]
    }
  }
}
