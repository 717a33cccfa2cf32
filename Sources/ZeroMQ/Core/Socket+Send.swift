internal import CZeroMQ
internal import Glibc

extension Socket {
  /// Sends one frame. Returns false if that would block (or its time-out passed); nothing was sent then.
  ///
  /// Frames sent with `more` form one message with those that follow, up to the first without. Prefer
  /// `sendMultipart`, which cannot leave a message half sent.
  package borrowing func send(
    _ bytes: UnsafeRawBufferPointer, more: Bool = false, dontWait: Bool = false
  ) throws(ZMQError) -> Bool {
    let socket = try core.open("send")
    return try Self.wasSent(transmit(bytes, on: socket, Self.flags(more, dontWait)), bytes.count)
  }

  /// Sends one frame. Returns false if that would block (or its time-out passed); nothing was sent then.
  package borrowing func send(
    _ bytes: [UInt8], more: Bool = false, dontWait: Bool = false
  ) throws(ZMQError) -> Bool {
    let socket = try core.open("send")
    let code = bytes.withUnsafeBytes { transmit($0, on: socket, Self.flags(more, dontWait)) }
    return try Self.wasSent(code, bytes.count)
  }

  /// Sends a whole message, or nothing.
  ///
  /// - Parameters:
  ///   - frames: At least one; on a router the first is the routing id of the receiver.
  ///   - dontWait: Whether to return `.wouldBlock` at once instead of waiting for room.
  package borrowing func sendMultipart(
    _ frames: [[UInt8]], dontWait: Bool = true
  ) throws(ZMQError) -> SendOutcome {
    let socket = try core.open("send a message")
    guard !frames.isEmpty else {
      throw ZMQError(operation: "send a message", code: EINVAL, detail: "it has no frames; give at least one")
    }
    let wait = dontWait ? ZMQ_DONTWAIT : 0
    var outcome = SendOutcome.sent
    for (index, frame) in frames.enumerated() {
      let flags = wait | (index + 1 < frames.count ? ZMQ_SNDMORE : 0)
      switch frame.withUnsafeBytes({ transmit($0, on: socket, flags) }) {
      case 0: continue
      case EAGAIN:
        outcome = .wouldBlock
        // Past its first frame a message fails only because the connection died. A DEALER then expects the
        // rest and drops it; stopping here would make it drop the start of the next message instead.
        if index > 0, core.kind == .dealer || core.kind == .req { continue }
        return outcome
      case EHOSTUNREACH: return .unroutable
      case let code:
        throw ZMQError(operation: "send frame \(index + 1) of \(frames.count)", code: code)
      }
    }
    return outcome
  }

  private static func flags(_ more: Bool, _ dontWait: Bool) -> Int32 {
    (more ? ZMQ_SNDMORE : 0) | (dontWait ? ZMQ_DONTWAIT : 0)
  }

  private static func wasSent(_ code: Int32, _ count: Int) throws(ZMQError) -> Bool {
    switch code {
    case 0: true
    case EAGAIN: false
    default: throw ZMQError(operation: "send \(count) bytes", code: code)
    }
  }

  /// Zero, or the errno.
  private borrowing func transmit(
    _ bytes: UnsafeRawBufferPointer, on socket: UnsafeMutableRawPointer, _ flags: Int32
  ) -> Int32 {
    while zmq_send(socket, bytes.baseAddress, bytes.count, flags) < 0 {
      let code = zmq_errno()
      if code != EINTR { return code }
    }
    return 0
  }
}
