import Testing

@testable import ZeroMQ

@Suite struct ZAPMessageTests {
  static let good: [[UInt8]] = [
    bytes("1.0"), bytes("7"), bytes("workers"), bytes("127.0.0.1"), [], bytes("CURVE"),
    [UInt8](repeating: 0, count: 32),
  ]

  static func message(_ frames: [[UInt8]], discarded: Int = 0) -> Multipart {
    Multipart(frames: frames, discardedFrames: discarded, userID: nil, peerAddress: nil)
  }

  @Test func `a CURVE request is read`() {
    #expect(
      ZAPMessage.read(Self.message(Self.good))
        == .request(
          ZAPRequest(
            domain: "workers", address: "127.0.0.1", mechanism: "CURVE",
            publicKey: String(repeating: "0", count: 40))))
  }

  @Test(arguments: 0..<7) func `a request that ends early is malformed`(count: Int) {
    guard case .malformed = ZAPMessage.read(Self.message(Array(Self.good.prefix(count)))) else {
      Issue.record("read a request of \(count) frames")
      return
    }
  }

  @Test func `wrong versions, key lengths, texts and extra frames are malformed`() {
    var requests = [Self.message(Self.good + [[]]), Self.message(Self.good, discarded: 1)]
    for (index, frame) in [
      (0, bytes("2.0")), (2, [0xFF]), (3, [0xC3, 0x28]), (2, [UInt8](repeating: 65, count: 256)),
      (6, [UInt8](repeating: 0, count: 31)), (6, [UInt8](repeating: 0, count: 36)), (6, []),
    ] {
      var frames = Self.good
      frames[index] = frame
      requests.append(Self.message(frames))
    }
    for request in requests {
      guard case .malformed = ZAPMessage.read(request) else {
        Issue.record("read \(request.frames)")
        continue
      }
    }
  }

  @Test func `answers repeat the request id and carry the user id only when allowed`() {
    let request = Self.message(Self.good)

    #expect(
      ZAPMessage.answer(to: request, .allow(userID: "worker-3"))
        == [bytes("1.0"), bytes("7"), bytes("200"), bytes("OK"), bytes("worker-3"), []])
    #expect(
      ZAPMessage.answer(to: request, .deny(reason: "secret reason"))
        == [bytes("1.0"), bytes("7"), bytes("400"), bytes("No access"), [], []])
    #expect(ZAPMessage.answer(to: Self.message([]), .deny(reason: ""))[1].isEmpty)
  }
}
