/// The messages between libzmq and a ZAP handler (ZeroMQ RFC 27, version 1.0).
struct ZAPMessage {
  /// version, request id, domain, address, routing id, mechanism; then the credentials.
  static let headerFrames = 6
  /// CURVE has one credential and PLAIN two; more is no request.
  static let maximumFrames = 8

  /// The readable request, or the reason why it is malformed.
  enum Reading: Equatable {
    case request(ZAPRequest)
    case malformed(String)
  }

  static func read(_ message: Multipart) -> Reading {
    let frames = message.frames
    guard message.discardedFrames == 0, frames.count >= headerFrames else {
      return .malformed(
        "the request has \(frames.count + message.discardedFrames) frames, "
          + "expected \(headerFrames) to \(maximumFrames)")
    }
    guard frames[0] == Array("1.0".utf8) else { return .malformed("the request is not ZAP version 1.0") }
    guard let domain = text(frames[2]), let address = text(frames[3]), let mechanism = text(frames[5]) else {
      return .malformed("the request has a domain, address or mechanism that is not UTF-8 of 255 bytes")
    }
    var key: String?
    if mechanism == "CURVE" {
      guard frames.count == headerFrames + 1, frames[6].count == 32, let z85 = Z85.encode(frames[6]) else {
        return .malformed("the CURVE request does not carry one key of 32 bytes")
      }
      key = z85
    }
    return .request(ZAPRequest(domain: domain, address: address, mechanism: mechanism, publicKey: key))
  }

  /// The answer, which repeats the request's id, or an empty one if there was none to read.
  static func answer(to message: Multipart, _ decision: ZAPDecision) -> [[UInt8]] {
    let id = message.frames.count > 1 ? message.frames[1] : []
    let (status, text, user) =
      switch decision {
      case .allow(let userID): ("200", "OK", userID)
      // 400 and not 300, after which libzmq would have the peer try again for ever.
      case .deny: ("400", "No access", "")
      }
    return [Array("1.0".utf8), id, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
  }

  private static func text(_ bytes: [UInt8]) -> String? {
    bytes.count <= 255 ? String(validating: bytes, as: UTF8.self) : nil
  }
}
