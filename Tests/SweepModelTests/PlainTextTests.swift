import Foundation
import Testing

@testable import SweepModel

/// Text of others cannot speak to terminals or forge lines.
@Suite struct PlainTextTests {
  @Test(
    arguments: [
      0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x80, 0x9B, 0x9F, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E,
      0x2066,
      0x2069,
    ] as [UInt32])
  func `what could do harm is replaced, and in JSON escaped`(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    let text = "a\(String(Character(scalar)))b"
    #expect(Array(PlainText.line(text).unicodeScalars) == ["a", "\u{FFFD}", "b"])
    #expect(Array(PlainText.lines(text).unicodeScalars) == ["a", "\u{FFFD}", "b"])
    // JSONEncoder leaves all but the first 32 as they are.
    let document = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self)
    let plain = PlainText.json(document)
    #expect(!plain.unicodeScalars.contains(scalar))
    #expect(try JSONDecoder().decode([String].self, from: Data(plain.utf8)) == [text])
  }

  @Test(arguments: ["", "λ = 0.3 ± 0.1", "Größe\tübergroß", "日本語 🙂👩‍👩‍👧", "e\u{301}"])
  func `ordinary text stays as it is`(text: String) {
    #expect(PlainText.line(text) == text)
    #expect(PlainText.lines(text + "\n" + text) == text + "\n" + text)
    #expect(PlainText.json("[\"\(text)\"]\n") == "[\"\(text)\"]\n")
  }

  @Test func `a line has no breaks and a bounded length`() {
    #expect(PlainText.line("a\nb\r\nc") == "a\u{FFFD}b\u{FFFD}\u{FFFD}c")
    #expect(PlainText.lines("a\nb\r\nc") == "a\nb\u{FFFD}\nc")
    #expect(PlainText.line(String(repeating: "x", count: 300), limit: 200).count == 200)
    let pile = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(PlainText.line(pile, limit: 50).unicodeScalars.count == 50)
  }
}
