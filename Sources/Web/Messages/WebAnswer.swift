/// What a request is answered with.
package struct WebAnswer: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Pieces that come while there is something to say; it ends with the stream, or with the client.
    case stream(AsyncStream<[UInt8]>)
    /// Pieces that are made when the client has taken the one before; nil ends them.
    case pieces(@Sendable () async throws -> [UInt8]?)
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
