import SweepModel
import Testing

@Suite struct CanonicalJSONTests {
  /// RFC 8785, appendix B: bits of a Double and its text.
  static let numbers: [(UInt64, String)] = [
    (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
    (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
    (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
    (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
    (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
    (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
    (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
    (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
    (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
    (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
  ]

  @Test(arguments: numbers) func `numbers are printed as RFC 8785 says`(bits: UInt64, text: String) {
    #expect(CanonicalJSON.text(of: ParameterValue.real(Double(bitPattern: bits))) == text)
  }

  @Test func `keys are sorted as UTF-16 and text is escaped`() {
    // RFC 8785, section 3.2.3.
    let keys: Parameters = [
      "\u{20ac}": .text("Euro"), "\r": .text("CR"), "\u{fb33}": .text("Dalet"), "1": .text("One"),
      "\u{1f600}": .text("Smile"), "\u{80}": .text("Control"), "\u{f6}": .text("o"),
    ]
    #expect(
      CanonicalJSON.text(of: keys)
        == "{\"\\r\":\"CR\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"o\",\"\u{20ac}\":\"Euro\",\"\u{1f600}\":\"Smile\",\"\u{fb33}\":\"Dalet\"}"
    )
    #expect(
      CanonicalJSON.text(of: ParameterValue.text("\u{8}\t\n\u{c}\r\"\\/\u{f}")) == #""\b\t\n\f\r\"\\/\u000f""#
    )
  }

  @Test func `what is written is read back`() throws {
    let parameters: Parameters = [
      "a": .list([.integer(1), .real(0.5), .boolean(true), .text("\u{1f600}\n\"")]), "b": .integer(.max),
      "c": .integer(.min), "d": .list([]), "e": .real(1e300), "f": .real(-Double.leastNonzeroMagnitude),
    ]
    #expect(try CanonicalJSON.parse(Array(CanonicalJSON.text(of: parameters).utf8)) == parameters)
    #expect(
      try CanonicalJSON.parse(Array(#"{"a":"\ud83d\ude00\u00e9\/"}"#.utf8)) == [
        "a": .text("\u{1f600}\u{e9}/")
      ])
    #expect(
      try CanonicalJSON.parse(Array(#"{ "a" : 1 , "b":1.0,"c":1e0,"d":9223372036854775808 }"#.utf8))
        == ["a": .integer(1), "b": .real(1), "c": .real(1), "d": .real(9_223_372_036_854_775_808)])
  }

  @Test(arguments: [
    "", "{", "{}x", "[]", "1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}",
    "{\"a\":null}",
    "{\"a\":{}}", "{\"a\":[null]}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":+1}",
    "{\"a\":1e999}", "{\"a\":-}",
    "{\"a\":NaN}", "{\"a\":tru}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}",
    "{\"a\":\"\n\"}", "{\"a\":\"", "{'a':1}", "{a:1}", "\u{feff}{}",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try CanonicalJSON.parse(Array(text.utf8)) }
  }

  @Test func `nesting, size and encoding are bounded`() {
    let deep = Array(repeatElement(UInt8(ascii: "["), count: 1_000_000))
    #expect(throws: JSONError.self) { try CanonicalJSON.parseValue(deep) }
    #expect(throws: JSONError.self) { try CanonicalJSON.parseValue(Array("[1,2]".utf8), limit: 4) }
    #expect(throws: JSONError.self) { try CanonicalJSON.parseValue([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try CanonicalJSON.parseValue([0x22, 0xED, 0xA0, 0x80, 0x22]) }
  }
}
