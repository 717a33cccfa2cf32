import Platform
import Testing

/// Text as editors and programs of other systems write it.
@Suite struct TextReaderTests {
  private static let text = "name: t\n# é\nkey: v\n"

  /// The text in an encoding of wider units.
  private static func wide(_ bytes: Int, bigEndian: Bool, mark: Bool) -> [UInt8] {
    let scalars = (mark ? "\u{FEFF}" : "") + text
    return scalars.unicodeScalars.flatMap { scalar in
      let low = (0..<bytes).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(8 * $0)) }
      return bigEndian ? low.reversed() : low
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
  func `marks and line endings of all systems give one text`(ending: String, mark: String) throws {
    let bytes = Array((mark + TextReaderTests.text.replacing("\n", with: ending)).utf8)
    #expect(try TextReader.text(of: bytes) == TextReaderTests.text)
  }

  @Test(arguments: [
    (wide(2, bigEndian: false, mark: true), "UTF-16LE"), (wide(2, bigEndian: true, mark: true), "UTF-16BE"),
    (wide(4, bigEndian: false, mark: true), "UTF-32LE"), (wide(4, bigEndian: true, mark: true), "UTF-32BE"),
    (wide(2, bigEndian: false, mark: false), "UTF-16LE"), (wide(2, bigEndian: true, mark: false), "UTF-16BE"),
    (wide(4, bigEndian: false, mark: false), "UTF-32LE"), (wide(4, bigEndian: true, mark: false), "UTF-32BE"),
  ])
  func `another encoding is named, with how to convert it`(bytes: [UInt8], encoding: String) {
    let problem = #expect(throws: TextProblem.self) { try TextReader.text(of: bytes) }
    #expect(problem?.found == "text in \(encoding)")
    #expect(problem?.expected.contains("iconv -f \(encoding) -t UTF-8") == true)
  }

  @Test(
    arguments: [
      ([0x61, 0x0D, 0x0A, 0x62, 0xE9, 0x0A], 2, 2, "0xE9"), ([0x61, 0x0D, 0x62, 0x0D, 0xFF], 3, 1, "0xFF"),
      ([0x61, 0xC3, 0x28], 1, 2, "0xC3"), ([0xC3, 0xA9, 0xE2, 0x82], 1, 2, "0xE2"),
      ([0x61, 0x0A, 0x00, 0x62], 2, 1, "NUL"), ([0x61, 0x0D, 0x0A, 0x20, 0x07], 2, 2, "U+0007"),
      ([0x61, 0xC2, 0x85], 1, 2, "U+0085"), ([0x61, 0xE2, 0x80, 0xA8], 1, 2, "U+2028"),
      ([0x61, 0xC2, 0x9B], 1, 2, "U+009B"), ([0x7F], 1, 1, "U+007F"), ([0xEF, 0xBF, 0xBE], 1, 1, "U+FFFE"),
    ] as [([UInt8], Int, Int, String)])
  func `bytes that are no text are named with their place`(
    bytes: [UInt8], line: Int, column: Int, found: String
  ) {
    let problem = #expect(throws: TextProblem.self) { try TextReader.text(of: bytes) }
    #expect(problem?.line == line && problem?.column == column)
    #expect(problem?.found.contains(found) == true, "\(String(describing: problem))")
  }

  @Test(
    arguments: [[], [0xEF], [0xEF, 0xBB], [0xFE], [0xFF, 0xFE], [0x00], [0x0D], [0x0D, 0x0A]] as [[UInt8]])
  func `files of a few bytes are answered`(bytes: [UInt8]) {
    let text = try? TextReader.text(of: bytes)
    #expect((text != nil) == (bytes.isEmpty || bytes[0] == 0x0D))
  }
}
