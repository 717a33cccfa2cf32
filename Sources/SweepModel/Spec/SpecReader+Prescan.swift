extension SpecReader {
  /// Refuses, before the YAML library sees them, bytes that could cost it time or stack.
  static func prescan(_ bytes: [UInt8], file: String) throws(SpecErrors) -> String {
    var mark = SpecMark(file: file, line: 1, column: 1)
    guard bytes.count <= sizeLimit else {
      throw SpecErrors([
        SpecProblem(
          mark, "the spec has more than \(sizeLimit) bytes", expected: "at most 1 MiB")
      ])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SpecErrors([
        SpecProblem(firstInvalid(bytes, file: file), "bytes that are not UTF-8", expected: "UTF-8 text")
      ])
    }
    var depth = 0
    var previous: Unicode.Scalar = "\n"
    var iterator = text.unicodeScalars.makeIterator()
    var current = iterator.next()
    while let scalar = current {
      let next = iterator.next()
      switch scalar {
      case "[", "{": depth += 1
      case "]", "}": depth = max(0, depth - 1)
      case "&", "*":
        // Anchors and aliases let a few lines stand for billions of nodes. A letter before the sign
        // means that it is inside a word; what follows an alias is irrelevant without anchors.
        guard scalar == "&", isAnchorLetter(next), !isAnchorLetter(previous) else { break }
        throw SpecErrors([
          SpecProblem(
            mark, "an anchor (`&name`), which specs do not have",
            expected: "the value written out, or in running text a space after `&`")
        ])
      case "\t", "\n", "\r": break
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        throw SpecErrors([
          SpecProblem(mark, "the control character U+\(hex(scalar.value))", expected: "text")
        ])
      default: break
      }
      guard depth <= depthLimit else {
        throw SpecErrors([
          SpecProblem(mark, "brackets nested deeper than \(depthLimit) levels", expected: "a flatter spec")
        ])
      }
      if scalar == "\n" {
        mark.line += 1
        mark.column = 1
      } else {
        mark.column += 1
      }
      previous = scalar
      current = next
    }
    return text
  }

  private static func isAnchorLetter(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar, scalar.isASCII else { return false }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
      || scalar == "-"
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Where the first byte sequence is that is not UTF-8.
  private static func firstInvalid(_ bytes: [UInt8], file: String) -> SpecMark {
    var mark = SpecMark(file: file, line: 1, column: 1)
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" {
        mark.line += 1
        mark.column = 1
      } else {
        mark.column += 1
      }
    }
    return mark
  }
}
