/// How a number lies in an .npy file.
struct NumpyType: Equatable {
  enum Kind: Character {
    case floating = "f"
    case signed = "i"
    case unsigned = "u"
    case truth = "b"
  }

  let kind: Kind
  /// Bytes of a number: 1, 2, 4 or 8.
  let size: Int
  let isBigEndian: Bool

  /// - Parameter description: such as `<f4`.
  /// - Throws: ``RepresentationError`` where it is no type of numbers that a Double can hold.
  init(_ description: String, name: String) throws(RepresentationError) {
    var rest = description[...]
    let order = rest.first.flatMap { "<>=|".contains($0) ? $0 : nil }
    if order != nil { rest = rest.dropFirst() }
    if rest.first == "O" {
      throw RepresentationError(
        "\(name) holds Python objects, which are stored as a pickle and may run programs: it is not read. Save numbers, "
          + "as in `numpy.save(file, numpy.asarray(list, dtype=\"float32\"))`")
    }
    let sizes: [Kind: [Int]] = [
      .floating: [2, 4, 8], .signed: [1, 2, 4, 8], .unsigned: [1, 2, 4, 8], .truth: [1],
    ]
    guard let letter = rest.first, let kind = Kind(rawValue: letter), let size = Int(rest.dropFirst()),
      sizes[kind]?.contains(size) == true, order != nil || size == 1, order != "|" || size == 1
    else {
      throw RepresentationError(
        "\(name) holds numbers of type `\(description.prefix(20))`; expected real numbers of float16, float32, float64, "
          + "a type of whole numbers, or bool. Convert them, as in `array.astype(\"float32\")`")
    }
    (self.kind, self.size, isBigEndian) = (kind, size, order == ">")
  }

  /// The number that such bytes mean; nil where a Double cannot hold it.
  ///
  /// - Parameter bytes: ``size`` of them, as they lie in the file.
  @inline(__always)
  func number(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Double? {
    var bits: UInt64 = 0
    if isBigEndian {
      for byte in bytes { bits = bits << 8 | UInt64(byte) }
    } else {
      for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    }
    switch kind {
    case .floating:
      switch size {
      case 2: return NumpyType.half(UInt16(truncatingIfNeeded: bits))
      case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      default: return Double(bitPattern: bits)
      }
    case .signed:
      let unused = UInt64(64 - 8 * size)
      return Double(exactly: Int64(bitPattern: bits << unused) >> unused)
    case .unsigned: return Double(exactly: bits)
    case .truth: return bits == 0 ? 0 : 1
    }
  }

  /// A number of IEEE 754's binary16.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }
}
