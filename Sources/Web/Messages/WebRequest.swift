/// A request of a browser or a scraper, as far as anything here looks at it.
package struct WebRequest: Sendable {
  package enum Method: Sendable { case get, head, post }

  package var method: Method
  /// The parts of the path, percent signs decoded: "/sweeps/a1" is `["sweeps", "a1"]`.
  package var path: [String]
  /// The last value of each name in the query.
  package var query: [String: String]
  /// The path and the query as they came.
  package var target: String
  /// What the client calls the server, with its port.
  package var host: String
  package var cookies: [String: String]
  /// Where a page that sends a form comes from.
  package var origin: String?
  /// The last event that a stream which is opened again has got.
  package var lastEventID: String?
  /// The fields of a form that was sent.
  package var form: [String: String]
  /// The address that it came from, for logs.
  package var remote: String

  package init(
    method: Method = .get, path: [String] = [], query: [String: String] = [:], target: String = "/",
    host: String = "", cookies: [String: String] = [:], origin: String? = nil, lastEventID: String? = nil,
    form: [String: String] = [:], remote: String = ""
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.target = target
    self.host = host
    self.cookies = cookies
    self.origin = origin
    self.lastEventID = lastEventID
    self.form = form
    self.remote = remote
  }
}
