/// What others connect to, as `--advertise` says it: `HOST` or `HOST:PORT`.
package struct AdvertisedAddress: Hashable, Sendable {
  /// Never ``NetworkHost/any``.
  package let host: NetworkHost
  /// Nil for the port that the coordinator listens on.
  package let port: Int?

  /// What a message says was expected.
  package static let expectation =
    "a name or address of this machine, such as head.example.org, 10.0.0.5 or [fd00::5], and a port if others use "
    + "another one: head.example.org:7000"

  /// - Throws: ``AddressError``.
  package static func parse(_ text: String) throws(AddressError) -> AdvertisedAddress {
    func refuse(_ why: String) -> AddressError {
      AddressError(expected: "it takes \(expectation)", found: text, why: why)
    }
    guard !text.isEmpty else { throw refuse("it is empty") }
    guard !text.contains("/") else { throw refuse("it is a name, not a URL") }
    let colons = text.count { $0 == ":" }
    // More than one colon without brackets: an IPv6 address alone.
    let isBare = colons > 1 && !text.contains("[")
    var host = text
    var port: Int?
    if !isBare, !text.hasSuffix("]"), let colon = text.lastIndex(of: ":") {
      guard let given = TCPPort.parse(text[text.index(after: colon)...]), let given else {
        throw refuse("a port is a number from 1 to 65535")
      }
      port = given
      host = String(text[..<colon])
    }
    guard let known = NetworkHost.parse(host) else {
      throw refuse("`\(host)` is neither a name nor an address")
    }
    guard known != .any else { throw refuse("nobody can connect to `\(host)`, which means every address") }
    return AdvertisedAddress(host: known, port: port)
  }
}
