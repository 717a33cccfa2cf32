internal import Glibc

/// The network interfaces of this machine with their addresses.
package struct NetworkInterfaces: Sendable {
  /// Addresses of each interface that is up: those of IPv4 first, in the kernel's order. Those of IPv6 that are good
  /// on one link only are left out.
  package let addresses: [String: [NetworkHost]]
  /// Their names, in the kernel's order.
  package let names: [String]

  package init(_ list: [(name: String, address: NetworkHost)]) {
    names = list.reduce(into: []) { if !$0.contains($1.name) { $0.append($1.name) } }
    addresses = Dictionary(grouping: list, by: \.name).mapValues { entries in
      let all = entries.map(\.address)
      func isIPv4(_ host: NetworkHost) -> Bool { if case .ipv4 = host { true } else { false } }
      return all.filter(isIPv4) + all.filter { !isIPv4($0) }
    }
  }

  /// Those of this machine; empty where the kernel does not tell.
  package static func current() -> NetworkInterfaces {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return NetworkInterfaces([]) }
    defer { freeifaddrs(first) }
    var list: [(name: String, address: NetworkHost)] = []
    var next = first
    while let entry = next?.pointee {
      next = entry.ifa_next
      guard entry.ifa_flags & UInt32(IFF_UP) != 0, let address = entry.ifa_addr,
        let name = entry.ifa_name, let host = numeric(address)
      else { continue }
      list.append((String(cString: name), host))
    }
    return NetworkInterfaces(list)
  }

  private static func numeric(_ address: UnsafeMutablePointer<sockaddr>) -> NetworkHost? {
    let family = Int32(address.pointee.sa_family)
    guard family == AF_INET || family == AF_INET6 else { return nil }
    let size = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard
      getnameinfo(
        address, socklen_t(size), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
    else { return nil }
    let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // With a zone it is good on one link only, and parses as nothing.
    return NetworkHost.parse(host)
  }
}
