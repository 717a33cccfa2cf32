/// A connection that was not let in, for the server's log.
package struct ZAPRefusal: Equatable, Sendable, CustomStringConvertible {
  /// The request, or nil if it could not be read.
  package let request: ZAPRequest?
  /// Why it was refused.
  package let reason: String

  /// Enough of the public key to find it in a list of keys.
  package var keyPrefix: String? { request?.publicKey.map { String($0.prefix(8)) } }

  package var description: String {
    guard let request else { return "refused a connection: \(reason)" }
    let key = keyPrefix.map { " with key \($0)..." } ?? ""
    return "refused \(request.mechanism) peer \(request.address)\(key) in domain \(request.domain): \(reason)"
  }
}
