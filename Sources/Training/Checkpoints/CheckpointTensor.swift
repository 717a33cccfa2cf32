/// A named array of a checkpoint.
package struct CheckpointTensor: Hashable, Sendable {
  /// Types by their names in the safetensors layout.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case float32 = "F32"
    case float64 = "F64"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case uint8 = "U8"

    /// Bytes of one number.
    package var size: Int {
      switch self {
      case .float64, .int64: 8
      case .float32: 4
      case .bfloat16: 2
      case .uint8: 1
      }
    }
  }

  package let kind: Kind
  package let shape: [Int]
  /// Little-endian numbers, the last index fastest.
  package let bytes: [UInt8]

  /// - Precondition: as many bytes as shape and type say.
  package init(kind: Kind, shape: [Int], bytes: [UInt8]) {
    precondition(
      CheckpointTensor.byteCount(kind, shape) == bytes.count, "bytes fit the shape")
    self.kind = kind
    self.shape = shape
    self.bytes = bytes
  }

  /// - Precondition: as many numbers as the shape says.
  package init(floats values: [Float], shape: [Int]) {
    self.init(kind: .float32, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
  }

  /// - Precondition: as many numbers as the shape says.
  package init(doubles values: [Double], shape: [Int]) {
    self.init(kind: .float64, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
  }

  /// The numbers of a float32 tensor, nil for another type.
  package var floats: [Float]? { kind == .float32 ? numbers(of: 0) : nil }

  /// The numbers of a float64 tensor, nil for another type.
  package var doubles: [Double]? { kind == .float64 ? numbers(of: 0) : nil }

  // Every processor this runs on keeps the lowest byte first, as the file does, so bytes are copied whole.
  private func numbers<Number: BinaryFloatingPoint>(of zero: Number) -> [Number] {
    var result = [Number](repeating: zero, count: bytes.count / kind.size)
    result.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    return result
  }

  /// Nil where a size is negative or the product exceeds what can be counted.
  static func byteCount(_ kind: Kind, _ shape: [Int]) -> Int? {
    var count = kind.size
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }
}
