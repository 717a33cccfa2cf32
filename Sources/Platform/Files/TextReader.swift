/// Reads text that other systems wrote. All text files that people give this program come through here, so
/// that an editor's habits are met the same way everywhere.
public enum TextReader {
  /// The text of a file: without a byte order mark, every line ending in LF, so that a place in it is the place
  /// that an editor shows.
  ///
  /// - Throws: ``TextProblem`` for another encoding than UTF-8, for control characters and for characters that
  ///   one program takes for a line break and another does not.
  public static func text(of bytes: [UInt8]) throws(TextProblem) -> String {
    if let encoding = wideEncoding(of: bytes) {
      throw TextProblem(
        line: 1, column: 1, found: "text in \(encoding)",
        expected: "UTF-8; `iconv -f \(encoding) -t UTF-8 FILE > NEW` converts it, or save it as UTF-8")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else { throw firstInvalid(content) }
    return try withPlainLines(text)
  }

  /// What a message calls a character that cannot be seen, or looks like an ordinary space; nil for others.
  package static func nameOfInvisible(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0xA0, 0x2007, 0x202F: "the no-break space \(code(scalar))"
    case 0x200B...0x200D, 0x2060, 0xFEFF: "the invisible character \(code(scalar))"
    case 0x1680, 0x2000...0x200A, 0x205F, 0x3000: "the wide space \(code(scalar))"
    default: nil
    }
  }

  /// `U+00A0`.
  package static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The name of an encoding of two or four bytes a character: by its mark, or by where its zeros are, since
  /// every file for this program begins with ASCII.
  private static func wideEncoding(of bytes: [UInt8]) -> String? {
    let head = Array(bytes.prefix(4))
    switch head.count {
    case 4 where head == [0xFF, 0xFE, 0, 0]: return "UTF-32LE"
    case 4 where head == [0, 0, 0xFE, 0xFF]: return "UTF-32BE"
    case 4 where head[1] == 0 && head[2] == 0 && head[3] == 0 && head[0] != 0: return "UTF-32LE"
    case 4 where head[0] == 0 && head[1] == 0 && head[2] == 0 && head[3] != 0: return "UTF-32BE"
    case 2...4 where head.starts(with: [0xFF, 0xFE]): return "UTF-16LE"
    case 2...4 where head.starts(with: [0xFE, 0xFF]): return "UTF-16BE"
    case 4 where head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0: return "UTF-16LE"
    case 4 where head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0: return "UTF-16BE"
    default: return nil
    }
  }

  /// The text with LF for CRLF and CR, or the first character that no text file has.
  private static func withPlainLines(_ text: String) throws(TextProblem) -> String {
    var plain = String.UnicodeScalarView()
    var (line, column) = (1, 1)
    var afterReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\n", afterReturn {
        afterReturn = false
        continue
      }
      afterReturn = scalar == "\r"
      if let problem = problem(of: scalar) {
        throw TextProblem(line: line, column: column, found: problem.found, expected: problem.expected)
      }
      if scalar == "\n" || scalar == "\r" {
        plain.append("\n")
        (line, column) = (line + 1, 1)
      } else {
        plain.append(scalar)
        column += 1
      }
    }
    return String(plain)
  }

  private static func problem(of scalar: Unicode.Scalar) -> (found: String, expected: String)? {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: return nil
    case 0: return ("a NUL byte", "text; the file is binary or damaged")
    case 0x85, 0x2028, 0x2029:
      return (
        "the line separator \(code(scalar))",
        "an ordinary line break: some programs see one here, others none"
      )
    case 0x01..<0x20, 0x7F..<0xA0: return ("the control character \(code(scalar))", "text")
    case 0xFFFE, 0xFFFF: return ("\(code(scalar)), which is no character", "text")
    default: return nil
    }
  }

  /// The first byte that is not UTF-8. A byte alone says most about where the text came from.
  private static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> TextProblem {
    var (line, column) = (1, 1)
    var rest = bytes
    var afterReturn = false
    while let byte = rest.first {
      guard let length = sequenceLength(rest) else {
        let hex = String(byte, radix: 16, uppercase: true)
        return TextProblem(
          line: line, column: column, found: "the byte 0x\(hex), which is not UTF-8",
          expected: "UTF-8; from a Windows program it may be `iconv -f CP1252 -t UTF-8 FILE > NEW`")
      }
      if byte == UInt8(ascii: "\n"), afterReturn {
        afterReturn = false
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        (line, column) = (line + 1, 1)
        afterReturn = byte == UInt8(ascii: "\r")
      } else {
        column += 1
        afterReturn = false
      }
      rest = rest.dropFirst(length)
    }
    return TextProblem(
      line: line, column: column, found: "the end in the middle of a character", expected: "UTF-8")
  }

  /// How many bytes the well-formed character at the front has; nil where there is none.
  private static func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    (1...4).first { length in
      bytes.count >= length && String(validating: bytes.prefix(length), as: UTF8.self) != nil
    }
  }
}
