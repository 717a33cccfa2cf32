import Foundation
import Testing
import Training

/// The generator of Scripts/goldens/unet.py: numbers in (-1, 1) that follow from a name.
enum GoldenNumbers {
  static func draw(_ name: String, _ count: Int) -> [Float] {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<count).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Float(Double(z >> 40) * 0x1p-23 - 1 + 0x1p-24)
    }
  }

  /// The weights that the script gives its network.
  static func weights(_ architecture: UNetArchitecture) throws -> UNetWeights {
    var values: [String: [Float]] = [:]
    for tensor in architecture.tensors {
      let numbers = draw(tensor.name, tensor.count)
      if tensor.shape.count > 1 {
        let fanIn = Double(tensor.shape.dropFirst().reduce(1, *))
        values[tensor.name] = numbers.map { Float(Double($0) / fanIn.squareRoot()) }
      } else if tensor.start == .constant(1) {
        values[tensor.name] = numbers.map { Float(1 + 0.2 * Double($0)) }
      } else {
        values[tensor.name] = numbers.map { Float(0.1 * Double($0)) }
      }
    }
    return try UNetWeights(architecture, values: values)
  }
}

/// What a fixture says about an array.
struct GoldenDigest: Decodable {
  let count: Int
  let norm: Double
  let sum: Double
  let picks: [Double]

  /// The largest difference, relative to the array's norm for sums and to its root mean square for numbers.
  func error(of values: [Float]) -> Double {
    guard values.count == count, count > 0 else { return .infinity }
    var (square, sum) = (0.0, 0.0)
    for (i, value) in values.enumerated() {
      square += Double(value) * Double(value)
      sum += Double(value) * sin(0.7 * Double(i % 1013) + 0.3)
    }
    let size = max(norm, 1e-12)
    var worst = max(abs(square.squareRoot() - norm), abs(sum - self.sum)) / size
    let places = Set((0..<24).map { $0 * (count - 1) / 23 }).sorted()
    // One number of many may be far off the typical size; half of the bound's slack goes there.
    let typical = size / Double(count).squareRoot()
    for (place, pick) in zip(places, picks) {
      worst = max(worst, abs(Double(values[place]) - pick) / max(typical, abs(pick)) / 4)
    }
    return worst.isNaN ? .infinity : worst
  }
}

/// One network of Scripts/goldens/unet.py and what PyTorch computes with it in double precision.
struct GoldenNetwork: Decodable {
  let width: Int
  let channels: Int
  let size: Int
  let batch: Int
  let labels: Int
  let encoding: Int
  let times: [Double]
  let rows: [[Float]]
  let output: GoldenDigest
  let loss: Double
  let layers: [String: GoldenDigest]
  let gradients: [String: GoldenDigest]
  let adamw: [Double]

  func architecture(_ encoding: SinusoidalEncoding) throws -> UNetArchitecture {
    try UNetArchitecture(
      imageSize: size, channels: channels, baseWidth: width, labels: labels, encodingLength: self.encoding,
      encoding: encoding)
  }
  var images: [Float] { GoldenNumbers.draw("images", batch * size * size * channels) }
  var target: [Float] { GoldenNumbers.draw("target", batch * size * size * channels) }
  var flatLabels: [Float] { rows.flatMap { $0 } }
}

enum Fixture {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }
}
