internal import Glibc

/// What systemd wants to know of a service of `Type=notify`, by the protocol of sd_notify(3): datagrams to a socket that
/// the environment names.
package struct ServiceManager: Sendable {
  private let address: [UInt8]
  /// Seconds within which ``alive()`` has to be called again and again; nil where nobody watches.
  package let watchdogSeconds: Double?

  /// Nil where no service manager listens.
  ///
  /// - Parameters:
  ///   - environment: NOTIFY_SOCKET, an absolute path or an abstract name that begins with `@`; WATCHDOG_USEC and
  ///     WATCHDOG_PID.
  ///   - process: this process.
  package init?(environment: [String: String], process: Int32 = getpid()) {
    guard let name = environment["NOTIFY_SOCKET"], let first = name.utf8.first,
      first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
    else { return nil }
    var bytes = Array(name.utf8)
    // As many as an address has room for, with the zero behind a path.
    guard bytes.count > 1, bytes.count < 108, !bytes.contains(0) else { return nil }
    if first == UInt8(ascii: "@") { bytes[0] = 0 } else { bytes.append(0) }
    address = bytes
    let isMine = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Double($0) } ?? 0
    watchdogSeconds = isMine && microseconds > 0 && microseconds.isFinite ? microseconds / 1e6 : nil
  }

  /// The service does what it is for; `status` is what `systemctl status` shows.
  package func ready(_ status: String) {
    send("READY=1\nSTATUS=\(status.map { $0.isNewline ? " " : String($0) }.joined())")
  }

  /// The service still works.
  package func alive() { send("WATCHDOG=1") }

  /// The service ends on purpose.
  package func stopping() { send("STOPPING=1") }

  /// A message that nobody takes is lost: the service manager draws its own conclusions, and there is nobody to tell.
  private func send(_ text: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: address) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + address.count } ?? 0)
    let bytes = Array(text.utf8)
    _ = withUnsafePointer(to: &target) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(
          descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}
