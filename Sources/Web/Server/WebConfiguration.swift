package import Logging

/// Where a server listens, and how much a client may ask of it.
package struct WebConfiguration: Sendable {
  /// Files in PEM format, the certificate's chain in one of them.
  package struct Certificate: Sendable {
    package var chain: String
    package var key: String

    package init(chain: String, key: String) {
      self.chain = chain
      self.key = key
    }
  }

  package var host: String
  /// 0 for a free one.
  package var port: Int
  /// Nil for HTTP in the clear.
  package var certificate: Certificate?
  /// Connections at a time; others wait in the kernel until one of them ends.
  package var connections = 2000
  /// Seconds in which a request has to be there, the first of a connection from its opening on.
  package var requestSeconds = 10.0
  /// Seconds between an answer and the next request of the connection.
  package var idleSeconds = 60.0
  /// Bytes of a request's head, and of a form.
  package var headLimit = 16 << 10
  package var formLimit = 64 << 10
  package var logger: Logger

  package init(host: String, port: Int, logger: Logger) {
    self.host = host
    self.port = port
    self.logger = logger
  }
}

/// Why there is no server.
package enum WebError: Error, CustomStringConvertible {
  case cannotListen(host: String, port: Int, reason: String)
  case certificate(path: String, reason: String)

  package var description: String {
    switch self {
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(WebAddress.text(host: host, port: port)): \(reason)"
    case .certificate(let path, let reason):
      "the certificate cannot be used: \(path): \(reason); a chain and a key in PEM format are wanted"
    }
  }
}
