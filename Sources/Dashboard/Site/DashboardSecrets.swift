/// What lets a browser in, kept from one start to the next by who can keep secrets.
package struct DashboardSecrets: Codable, Sendable, Equatable {
  package var token: String
  package var cookie: String
  package var form: String
  /// Where it was last served, so that open pages find it again; 0 for nowhere yet.
  package var port: Int

  /// Whether each is as long as one that was made here, and the port is one.
  package var isWhole: Bool {
    [token, cookie, form].allSatisfy { $0.utf8.count == 32 } && (0...65535).contains(port)
  }

  package init() {
    (token, cookie, form) = (Session.secret(), Session.secret(), Session.secret())
    port = 0
  }
}
