internal import Foundation

/// Ports of 127.0.0.1.
package enum LoopbackPort {
  /// One that nothing listens on, below those that the kernel gives to outgoing connections. Another program may take
  /// it before the test does.
  package static func free() throws -> Int {
    for _ in 0..<100 {
      let port = UInt16.random(in: 10_000..<32_000)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      defer { close(descriptor) }
      var address = LoopbackPort.address(port)
      let code = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if code == 0 { return Int(port) }
    }
    throw GaveUp(description: "no free port")
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    return address
  }
}
