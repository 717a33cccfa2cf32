/// How a socket protects its connections.
package enum Security: Sendable {
  /// Everyone gets in and everyone can read. For `inproc://`, and for loopback where the user asks for it.
  case plaintext

  /// Listens with CURVE and lets in only whom the context's `ZAPHandler` allows.
  ///
  /// CURVE alone encrypts but accepts every key. Refusing needs a domain that is not empty, enforcement
  /// of it, and a running handler; this case sets the first two always, so that a missing handler means
  /// that nobody gets in.
  ///
  /// - Parameters:
  ///   - keys: The server's key pair; its public half is given to the clients.
  ///   - domain: The name under which the handler's policy sees these connections; not empty.
  case server(keys: CurveKeyPair, domain: String)

  /// Connects with CURVE, and only to a server that proves to hold `serverKey`'s secret.
  ///
  /// - Parameters:
  ///   - keys: The client's own key pair.
  ///   - serverKey: The server's public key, Z85.
  case client(keys: CurveKeyPair, serverKey: String)
}
