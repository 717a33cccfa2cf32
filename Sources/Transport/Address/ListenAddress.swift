/// Where a coordinator listens, as `--listen` says it: `tcp://HOST:PORT`, or `ipc:///PATH`.
package enum ListenAddress: Hashable, Sendable {
  /// A nil port takes a free one.
  case tcp(NetworkHost, port: Int?)
  /// A socket of this machine, by its absolute path.
  case ipc(String)

  /// What a message says was expected.
  package static let expectation =
    "an address such as tcp://*:7733, tcp://10.0.0.5:7733, tcp://[::1]:7733 or "
    + "tcp://eth0:7733"

  /// - Throws: ``AddressError``.
  package static func parse(_ text: String) throws(AddressError) -> ListenAddress {
    func refuse(_ why: String) -> AddressError {
      AddressError(expected: "it takes \(expectation)", found: text, why: why)
    }
    if text.hasPrefix("ipc://") {
      let path = String(text.dropFirst(6))
      // A socket's address in Linux has room for 107 bytes.
      guard path.hasPrefix("/"), path.utf8.count <= 107,
        !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
      else { throw refuse("behind ipc:// stands an absolute path of at most 107 bytes") }
      return .ipc(path)
    }
    guard text.hasPrefix("tcp://") else { throw refuse("it does not begin with tcp://") }
    let rest = String(text.dropFirst(6))
    guard let colon = rest.lastIndex(of: ":"), rest.last != "]" else { throw refuse("it has no port") }
    guard let port = TCPPort.parse(rest[rest.index(after: colon)...]) else {
      throw refuse("a port is a number from 1 to 65535, or * for a free one")
    }
    let host = String(rest[..<colon])
    guard host.hasPrefix("[") || !host.contains(":") else {
      throw refuse("an IPv6 address stands in brackets: tcp://[\(host)]:\(port.map { "\($0)" } ?? "*")")
    }
    guard let host = NetworkHost.parse(host) else {
      throw refuse("`\(host)` is neither a host name, nor an address, nor a network interface")
    }
    return .tcp(host, port: port)
  }

  /// Whether only processes of this machine can reach it.
  package var isLocal: Bool {
    switch self {
    case .tcp(let host, _): host.isLoopback
    case .ipc: true
    }
  }

  /// As ZeroMQ reads it.
  package var endpoint: String {
    switch self {
    case .tcp(let host, let port): "tcp://\(host.text):\(port.map { "\($0)" } ?? "*")"
    case .ipc(let path): "ipc://\(path)"
    }
  }
}
