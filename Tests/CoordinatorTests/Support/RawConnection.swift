import Foundation
import Glibc
import TestSupport

/// A plain TCP connection to a coordinator, or a listener that passes one on: for bytes that no ZeroMQ
/// library would send.
final class RawConnection {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Connects to 127.0.0.1 at the port of a ZeroMQ endpoint.
  convenience init(to endpoint: String) throws {
    guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw GaveUp(description: "\(endpoint) has no port")
    }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = RawConnection.loopback(port: port)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    self.init(descriptor: descriptor)
    guard code == 0 else { throw GaveUp(description: "cannot connect to \(endpoint): error \(errno)") }
  }

  /// Sends all; false where the other end has closed.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// What is there, waited for; empty at the end of the connection, nil where nothing comes.
  func receive(within seconds: Double = Patience.seconds) -> [UInt8]? {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, Int32(seconds * 1000)) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Reads until the other end closes; false where it does not.
  func waitForClose() -> Bool {
    while let bytes = receive() { if bytes.isEmpty { return true } }
    return false
  }

  static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    return address
  }
}
