/// A connection that asks to be let in, as a `ZAPHandler`'s policy sees it.
package struct ZAPRequest: Equatable, Sendable {
  /// The `domain` of the server socket.
  package let domain: String
  /// The peer's IP address.
  package let address: String
  /// How the peer proved itself: `CURVE`, `NULL` or `PLAIN`. Only CURVE requests reach a policy.
  package let mechanism: String
  /// The public key whose secret the peer holds (libzmq has checked that), Z85; nil unless CURVE.
  package let publicKey: String?
}
