/// Ports of TCP as people write them.
enum TCPPort {
  /// A port; the inner nil for `*` and `0`, which take a free one; the outer nil for what is no port.
  static func parse(_ text: some StringProtocol) -> Int?? {
    if text == "*" || text == "0" { return .some(nil) }
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(text), (1...65_535).contains(port)
    else { return nil }
    return port
  }
}
