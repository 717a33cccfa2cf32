internal import Glibc

/// Who is at the other end of a connection.
struct PeerAddress: Hashable, Sendable {
  /// The numeric IP address; "a local process" behind `ipc://`.
  var host: String
  /// 0 behind `ipc://`.
  var port: UInt16

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// The other end of a connection; nil where it is gone, or the descriptor is no connection.
  init?(of descriptor: Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let code = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard getpeername(descriptor, address, &length) == 0 else { return Int32(-1) }
        if address.pointee.sa_family == sa_family_t(AF_UNIX) { return 1 }
        return getnameinfo(
          address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
          NI_NUMERICHOST | NI_NUMERICSERV)
      }
    }
    switch code {
    case 0: self.init(host: PeerAddress.text(host), port: UInt16(PeerAddress.text(port)) ?? 0)
    case 1: self.init(host: "a local process", port: 0)
    default: return nil
    }
  }

  private static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
