internal import Web

/// Who may look: whoever has the secret of the printed address, in a browser that got it once.
///
/// The address's token becomes a cookie that scripts cannot read and other sites' pages do not send, and leaves the
/// address, which people share.
struct Session: Sendable {
  /// In the printed address.
  let token: String
  private let cookie: String
  /// In forms: a page of another site does not know it.
  let formToken: String

  /// - Parameter secrets: those of an earlier start, whose browsers are let in on; nil for new ones.
  init(_ secrets: DashboardSecrets?) {
    let secrets = secrets ?? DashboardSecrets()
    (token, cookie, formToken) = (secrets.token, secrets.cookie, secrets.form)
  }

  /// Random bytes as hexadecimal digits, from the system's generator.
  static func secret() -> String {
    (0..<16).map { _ in
      let text = String(UInt8.random(in: 0...255), radix: 16)
      return text.count < 2 ? "0" + text : text
    }.joined()
  }

  /// Ports of one machine share their cookies.
  private func cookieName(_ host: String) -> String {
    let port = WebAddress(host)?.port ?? 80
    return "percolate-\(port)"
  }

  func isKnown(_ request: WebRequest) -> Bool {
    Session.isSame(request.cookies[cookieName(request.host)] ?? "", cookie)
  }

  /// Whether the address brings the secret.
  func isInvited(_ request: WebRequest) -> Bool { Session.isSame(request.query["token"] ?? "", token) }

  /// The header that lets a browser in, until the browser or the server ends.
  func cookieHeader(for host: String, isEncrypted: Bool) -> String {
    "\(cookieName(host))=\(cookie); Path=/; HttpOnly; SameSite=Strict" + (isEncrypted ? "; Secure" : "")
  }

  /// Compares in a time that tells nothing of where they differ.
  static func isSame(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
