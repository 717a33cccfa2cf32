import Foundation
import Glibc
import Synchronization
import TestSupport

/// Stands between a peer and a coordinator, passes everything on, and keeps what the peer said.
final class Eavesdropper: Sendable {
  let endpoint: String
  private let heard = Mutex<[UInt8]>([])
  private let listener: Int32

  /// - Parameter target: the coordinator's endpoint.
  init(before target: String) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = RawConnection.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 8) == 0
          && getsockname(listener, pointer, &length) == 0
      }
    }
    guard code else { throw GaveUp(description: "cannot listen: error \(errno)") }
    endpoint = "tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    Thread.detachNewThread { [self] in
      let peer = accept(listener, nil, nil)
      guard peer >= 0, let far = try? RawConnection(to: target) else { return }
      forward(between: RawConnection(descriptor: peer), and: far)
    }
  }

  deinit { close(listener) }

  /// All bytes that the peer sent so far.
  var recording: [UInt8] { heard.withLock { $0 } }

  private func forward(between peer: RawConnection, and coordinator: RawConnection) {
    while true {
      var wanted = [peer, coordinator].map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
      guard poll(&wanted, 2, -1) > 0 else { continue }
      if wanted[0].revents != 0 {
        guard let bytes = peer.receive(within: 0), !bytes.isEmpty else { return }
        heard.withLock { $0 += bytes }
        guard coordinator.send(bytes) else { return }
      }
      if wanted[1].revents != 0 {
        guard let bytes = coordinator.receive(within: 0), !bytes.isEmpty, peer.send(bytes) else { return }
      }
    }
  }
}
