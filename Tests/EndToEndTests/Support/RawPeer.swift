import Foundation
import Glibc
import TestSupport

/// A plain TCP connection to a coordinator of this machine, for bytes that no ZeroMQ library would send.
final class RawPeer {
  /// What a peer of ZMTP 3.0 with CURVE begins with: 64 bytes.
  static let curveGreeting: [UInt8] = {
    var greeting = [UInt8](repeating: 0, count: 64)
    greeting.replaceSubrange(0..<12, with: [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0])
    greeting.replaceSubrange(12..<17, with: Array("CURVE".utf8))
    return greeting
  }()

  /// All that a peer of ZMTP 3.0 without encryption says before its messages: greeting and READY.
  static let plainHandshake: [UInt8] = {
    var greeting = curveGreeting
    greeting.replaceSubrange(12..<17, with: Array("NULL".utf8) + [0])
    let socketType = [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6] + Array("DEALER".utf8)
    let ready = [5] + Array("READY".utf8) + socketType
    return greeting + [4, UInt8(ready.count)] + ready
  }()

  /// The beginning of a frame of so many bytes that others of the same message follow.
  static func longFrame(_ bytes: Int) -> [UInt8] {
    [3] + (0..<8).map { UInt8(truncatingIfNeeded: bytes >> (56 - 8 * $0)) }
  }

  private let descriptor: Int32

  /// - Parameter endpoint: the coordinator's, at 127.0.0.1.
  init(_ endpoint: String) throws {
    guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw GaveUp(description: "\(endpoint) has no port")
    }
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw GaveUp(description: "cannot connect to \(endpoint): error \(errno)") }
  }

  deinit { close(descriptor) }

  /// Sends all of it; what a closed connection does not take is passed over.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
