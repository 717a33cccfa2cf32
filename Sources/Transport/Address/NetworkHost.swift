internal import Glibc

/// The part of an address that says which machine, or which of this machine's addresses.
package enum NetworkHost: Hashable, Sendable {
  /// All addresses of this machine: `*`, `0.0.0.0` or `[::]`.
  case any
  /// Dotted decimal.
  case ipv4(String)
  /// Without its brackets.
  case ipv6(String)
  /// A host name, or the name of a network interface.
  case name(String)

  /// Reads a host as it stands in an endpoint: an IPv6 address in brackets, or alone.
  ///
  /// - Returns: nil for what no machine can be called by.
  package static func parse(_ text: String) -> NetworkHost? {
    if text == "*" { return .any }
    if text.hasPrefix("[") || text.hasSuffix("]") {
      guard text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 else { return nil }
      return addressOfIPv6(String(text.dropFirst().dropLast()))
    }
    if text.contains(":") { return addressOfIPv6(text) }
    var address = in_addr()
    if inet_pton(AF_INET, text, &address) == 1 { return address.s_addr == 0 ? .any : .ipv4(text) }
    return isName(text) ? .name(text) : nil
  }

  private static func addressOfIPv6(_ text: String) -> NetworkHost? {
    var address = in6_addr()
    // A zone, as in fe80::1%eth0, is meaningless on another machine.
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    let isAny = withUnsafeBytes(of: address) { $0.allSatisfy { $0 == 0 } }
    return isAny ? .any : .ipv6(text)
  }

  /// A name of RFC 1123, with underscores, which some sites have. Its last label is no number: `127.1` and `1.2.3.4.5`
  /// are misspelt addresses.
  private static func isName(_ text: String) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    let areGood = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
        }
    }
    return areGood && labels.last.map { UInt64($0) == nil } == true
  }

  /// As it stands in an endpoint.
  package var text: String {
    switch self {
    case .any: "*"
    case .ipv4(let address): address
    case .ipv6(let address): "[\(address)]"
    case .name(let name): name
    }
  }

  /// Whether only processes of this machine can reach it.
  package var isLoopback: Bool {
    switch self {
    case .any: false
    case .ipv4(let address): address.hasPrefix("127.")
    case .ipv6(let address): address == "::1"
    case .name(let name): name == "localhost"
    }
  }
}
