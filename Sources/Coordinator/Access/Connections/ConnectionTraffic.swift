internal import Glibc

/// How many bytes a TCP connection has moved in each direction, as the kernel counts them.
///
/// libzmq does not tell how much it holds in memory of a connection: of messages that are not whole, that nobody
/// took yet, or that their receiver does not read. The difference between what the kernel moved and what this
/// program took and gave does.
struct ConnectionTraffic: Equatable, Sendable {
  /// Bytes that the other end has acknowledged.
  var acknowledged: UInt64
  /// Bytes that arrived and that libzmq has read.
  var received: UInt64

  init(acknowledged: UInt64, received: UInt64) {
    self.acknowledged = acknowledged
    self.received = received
  }

  // Of Linux's struct tcp_info, whose beginning never changes; glibc's own declaration ends before these.
  private static let acknowledgedOffset = 120
  private static let receivedOffset = 128

  /// nil where the descriptor is no TCP connection any more, and for kernels older than 4.1.
  init?(of descriptor: Int32) {
    var information = [UInt8](repeating: 0, count: 256)
    var length = socklen_t(information.count)
    let end = ConnectionTraffic.receivedOffset + MemoryLayout<UInt64>.size
    guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &information, &length) == 0, Int(length) >= end
    else { return nil }
    var unread: Int32 = 0
    guard ioctl(descriptor, UInt(FIONREAD), &unread) == 0 else { return nil }
    let (acknowledged, arrived) = information.withUnsafeBytes {
      (
        $0.loadUnaligned(fromByteOffset: ConnectionTraffic.acknowledgedOffset, as: UInt64.self),
        $0.loadUnaligned(fromByteOffset: ConnectionTraffic.receivedOffset, as: UInt64.self)
      )
    }
    self.acknowledged = acknowledged
    received = arrived - min(arrived, UInt64(max(0, unread)))
  }
}
