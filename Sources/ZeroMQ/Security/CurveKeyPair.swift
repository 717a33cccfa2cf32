internal import CZeroMQ
internal import Glibc

/// A CURVE key pair, as Z85 text of 40 characters each. Printing it does not show the secret half.
package struct CurveKeyPair: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The half to give away.
  package let publicKey: String
  /// The half to keep.
  package let secretKey: String

  /// The pair of a secret key, whose public half is derived.
  ///
  /// - Throws: EINVAL for text that is no key, ENOTSUP on a libzmq without CURVE.
  package init(secretKey: String) throws(ZMQError) {
    guard Self.isValidKey(secretKey) else { throw Self.malformed("secret") }
    var text = [CChar](repeating: 0, count: 41)
    guard zmq_curve_public(&text, secretKey) == 0 else { throw .last("derive a public key") }
    self.publicKey = Self.string(text)
    self.secretKey = secretKey
  }

  /// A pair read from outside, checked: both are keys, and they belong together.
  package init(publicKey: String, secretKey: String) throws(ZMQError) {
    guard Self.isValidKey(publicKey) else { throw Self.malformed("public") }
    try self.init(secretKey: secretKey)
    guard self.publicKey == publicKey else {
      throw ZMQError(
        operation: "use a key pair", code: EINVAL,
        detail: "the public key does not belong to the secret key; take both from the same file")
    }
  }

  private init(generatedPublic: String, secret: String) {
    publicKey = generatedPublic
    secretKey = secret
  }

  /// A fresh pair from the system's random source.
  package static func generate() throws(ZMQError) -> CurveKeyPair {
    var publicText = [CChar](repeating: 0, count: 41)
    var secretText = [CChar](repeating: 0, count: 41)
    guard zmq_curve_keypair(&publicText, &secretText) == 0 else { throw .last("generate a key pair") }
    return CurveKeyPair(generatedPublic: string(publicText), secret: string(secretText))
  }

  /// Whether text from outside has the form of a key: 40 characters of Z85 for 32 bytes.
  package static func isValidKey(_ text: String) -> Bool { Z85.decode(text)?.count == 32 }

  package var description: String { "CurveKeyPair(public: \(publicKey))" }

  package var debugDescription: String { description }

  private static func malformed(_ which: String) -> ZMQError {
    ZMQError(
      operation: "use a \(which) key", code: EINVAL,
      detail: "it is not a key: expected 40 characters of Z85; copy it again, whole")
  }

  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension CurveKeyPair: CustomReflectable {
  package var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}
