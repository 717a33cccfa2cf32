/// What a request is answered with.
package struct WebAnswer: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Bytes that come piece by piece, for as long as the client takes them: writing waits until the client has read
    /// enough of what was written before, and throws once it is gone.
    case writer(@Sendable (_ write: ([UInt8]) async throws -> Void) async throws -> Void)
  }

  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: Body

  package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A text with its media type.
  package static func text(_ text: String, type: String = "text/plain; charset=utf-8", status: Int = 200)
    -> WebAnswer
  {
    WebAnswer(status: status, headers: [("Content-Type", type)], body: .bytes(Array(text.utf8)))
  }
}

/// Who answers requests.
package protocol WebHandler: Sendable {
  func answer(_ request: WebRequest) async -> WebAnswer
}
