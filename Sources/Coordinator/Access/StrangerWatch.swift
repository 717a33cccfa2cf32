internal import Glibc
internal import ZeroMQ

/// Tells of peers that do not get as far as showing a key: they speak without encryption, for another
/// server's key, or something that is not ZeroMQ. (Keys that are not allowed are the ZAP handler's to tell.)
struct StrangerWatch: ~Copyable {
  /// One line a minute for each address; a port scan must not fill the log.
  private static let quietSeconds = 60.0
  private static let maximumAddresses = 1000

  private let monitor: SocketMonitor
  private var addresses: [Int32: String] = [:]
  private var hasFailed = false
  private var lastLine: [String: Double] = [:]

  init(monitor: consuming SocketMonitor) { self.monitor = monitor }

  var handle: SocketHandle { monitor.handle }

  /// Takes the events that are there.
  ///
  /// - Parameter now: seconds of a clock that never goes back.
  /// - Returns: lines for the log.
  mutating func report(now: Double) throws(ZMQError) -> [String] {
    var lines: [String] = []
    while let (event, _) = try monitor.next() {
      switch event {
      case .accepted(let descriptor): addresses[descriptor] = StrangerWatch.peer(of: descriptor)
      // Which of the two it is depends on who hangs up first.
      case .handshakeProtocolFailed, .handshakeFailed: hasFailed = true
      case .disconnected(let descriptor):
        // libzmq says why right before it says which.
        let address = addresses.removeValue(forKey: descriptor) ?? "an unknown address"
        if hasFailed, isNews(address, now: now) {
          lines.append(
            "refused peer \(address): it did not get through the CURVE handshake with this coordinator's "
              + "key; start it with an access file of this data directory")
        }
        hasFailed = false
      default: break
      }
    }
    return lines
  }

  private mutating func isNews(_ address: String, now: Double) -> Bool {
    if let last = lastLine[address], now - last < StrangerWatch.quietSeconds { return false }
    if lastLine.count >= StrangerWatch.maximumAddresses { lastLine.removeAll() }
    lastLine[address] = now
    return true
  }

  /// The numeric address at the other end of a connection; nil where it is gone already.
  private static func peer(of descriptor: Int32) -> String? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard getpeername(descriptor, address, &length) == 0 else { return Int32(-1) }
        return getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
      }
    }
    guard code == 0 else { return nil }
    return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
