import Foundation
import Platform
import TestSupport
import Testing

/// What a service manager hears, over a socket like systemd's.
@Suite struct ServiceManagerTests {
  /// Listens at an address as systemd does.
  private final class Listener {
    let descriptor: Int32

    init(_ name: String) throws {
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var bytes = Array(name.utf8)
      if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let isAbstract = bytes.first == 0
      let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
      let code = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
      }
      guard code == 0 else { throw GaveUp(description: "cannot bind \(name): \(errno)") }
    }

    deinit { close(descriptor) }

    /// The next message; nil where there is none.
    func next() -> String? {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
  }

  @Test(arguments: [true, false])
  func `a service says that it is ready, alive and about to end`(_ isAbstract: Bool) throws {
    let place = try TemporaryDirectory()
    let name = isAbstract ? "@percolate-test-\(UUID().uuidString)" : place.path + "/notify"
    let listener = try Listener(name)
    let manager = try #require(
      ServiceManager(environment: ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "2500000"]))
    #expect(manager.watchdogSeconds == 2.5)
    manager.ready("listening on tcp://a\nSTOPPING=1")
    manager.alive()
    manager.stopping()
    #expect(listener.next() == "READY=1\nSTATUS=listening on tcp://a STOPPING=1")
    #expect(listener.next() == "WATCHDOG=1")
    #expect(listener.next() == "STOPPING=1")
    #expect(listener.next() == nil)
  }

  @Test func `a watchdog of another process is none of ours, and so is nonsense`() {
    let socket = ["NOTIFY_SOCKET": "/nowhere"]
    func seconds(_ more: [String: String]) -> Double? {
      ServiceManager(environment: socket.merging(more) { $1 }, process: 7)?.watchdogSeconds
    }
    #expect(seconds(["WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "7"]) == 1)
    #expect(seconds(["WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "8"]) == nil)
    #expect(seconds(["WATCHDOG_USEC": "soon"]) == nil)
    #expect(seconds(["WATCHDOG_USEC": "-3"]) == nil)
    #expect(seconds(["WATCHDOG_USEC": "inf"]) == nil)
    #expect(seconds([:]) == nil)
    for name in ["", "@", "relative", String(repeating: "/x", count: 60), "/a\0b"] {
      #expect(ServiceManager(environment: ["NOTIFY_SOCKET": name]) == nil)
    }
    #expect(ServiceManager(environment: [:]) == nil)
    // Nobody listens: said to nobody, and nothing is broken by it.
    ServiceManager(environment: socket)?.ready("x")
  }
}
