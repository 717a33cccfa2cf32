import Testing

@testable import ZeroMQ

@Suite struct CurveKeyPairTests {
  // The example of ZeroMQ RFC 32.
  static let example: [UInt8] = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B]

  @Test func `the linked libzmq encrypts and is not an old vulnerable one`() {
    #expect(Libzmq.hasCurve)
    #expect(Libzmq.version >= Libzmq.minimumVersion)
  }

  @Test func `Z85 agrees with its specification`() {
    #expect(Z85.encode(Self.example) == "HelloWorld")
    #expect(Z85.decode("HelloWorld") == Self.example)
    #expect(Z85.encode([1, 2, 3]) == nil)
    #expect(Z85.decode("%nSc0") == [0xFF, 0xFF, 0xFF, 0xFF])
  }

  @Test func `the pair of the libzmq manual is derived and accepted`() throws {
    let publicKey = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    let secretKey = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

    #expect(try CurveKeyPair(secretKey: secretKey).publicKey == publicKey)
    #expect(try CurveKeyPair(publicKey: publicKey, secretKey: secretKey).secretKey == secretKey)
  }

  @Test func `generated pairs are valid, different and belong together`() throws {
    let one = try CurveKeyPair.generate()
    let other = try CurveKeyPair.generate()

    #expect(one.publicKey != other.publicKey)
    #expect(CurveKeyPair.isValidKey(one.publicKey))
    #expect(try CurveKeyPair(secretKey: one.secretKey) == one)
    let error = #expect(throws: ZMQError.self) {
      try CurveKeyPair(publicKey: other.publicKey, secretKey: one.secretKey)
    }
    #expect(error?.description.contains("does not belong") == true)
  }

  @Test(arguments: [
    "", "short", String(repeating: "0", count: 39), String(repeating: "0", count: 41),
    String(repeating: "0", count: 45), String(repeating: "0", count: 39) + "\"",
    String(repeating: "0", count: 39) + "\u{0}", String(repeating: "0", count: 38) + "\u{e9}",
    // Five characters that stand for more than 32 bits.
    String(repeating: "0", count: 35) + "#####", String(repeating: "0", count: 35) + "%nSc1",
  ])
  func `text that is no key is refused`(text: String) throws {
    #expect(!CurveKeyPair.isValidKey(text))
    let error = #expect(throws: ZMQError.self) { try CurveKeyPair(secretKey: text) }
    #expect(error?.description.contains("40 characters of Z85") == true)
  }

  @Test func `printing a pair does not show the secret`() throws {
    let pair = try CurveKeyPair.generate()
    var dumped = ""
    dump(pair, to: &dumped)

    for text in ["\(pair)", String(reflecting: pair), dumped] {
      #expect(text.contains(pair.publicKey))
      #expect(!text.contains(pair.secretKey))
    }
  }
}
