internal import Glibc

/// The system's name service.
package enum NameLookup {
  /// The first address of a name, IPv4 before IPv6; nil where the name is not known. Takes as long as the name
  /// service takes.
  package static func address(of name: String) -> NetworkHost? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: [NetworkHost] = []
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &first) == 0 else { return nil }
    defer { freeaddrinfo(first) }
    var next = first
    while let entry = next?.pointee {
      next = entry.ai_next
      guard let address = entry.ai_addr else { continue }
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      guard
        getnameinfo(
          address, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
      else { continue }
      let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if let address = NetworkHost.parse(host) { found.append(address) }
    }
    return found.first { if case .ipv4 = $0 { true } else { false } } ?? found.first
  }
}
