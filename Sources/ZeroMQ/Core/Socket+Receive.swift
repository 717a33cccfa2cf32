internal import CZeroMQ
internal import Glibc

extension Socket {
  /// The next frame, or nil if there is none yet (`dontWait`, or `SocketOptions.receiveTimeout` passed).
  package borrowing func receive(dontWait: Bool = false) throws(ZMQError) -> Frame? {
    guard try receiveIntoCell(dontWait: dontWait) else { return nil }
    return Frame(
      bytes: cellBytes, more: cellHasMore, userID: cellUserID, peerAddress: cellText("Peer-Address"))
  }

  /// The next whole message, or nil if there is none yet.
  ///
  /// Always reads the message to its end, so that the next call starts with the next message: frames
  /// beyond `maximumFrames` are thrown away and counted in `Multipart.discardedFrames`.
  ///
  /// - Parameters:
  ///   - maximumFrames: How many frames to keep; a negative number counts as none.
  ///   - dontWait: Whether to return nil at once instead of waiting.
  ///   - keeps: Looks at each frame, by its place, before it is copied; those for which it says false are thrown
  ///     away too.
  package borrowing func receiveMultipart(
    maximumFrames: Int, dontWait: Bool = true, keeps: (Int, Span<UInt8>) -> Bool = { _, _ in true }
  ) throws(ZMQError) -> Multipart? {
    guard try receiveIntoCell(dontWait: dontWait) else { return nil }
    var message = Multipart(frames: [], discardedFrames: 0, userID: nil, peerAddress: nil)
    message.frames.reserveCapacity(min(max(maximumFrames, 0), 8))
    var place = 0
    while true {
      if message.frames.count < maximumFrames, cellKept(by: keeps, at: place) {
        message.frames.append(cellBytes)
      } else {
        message.discardedFrames += 1
      }
      place += 1
      guard cellHasMore else { break }
      // libzmq hands over whole messages, so the rest is here and this does not wait.
      guard try receiveIntoCell(dontWait: false) else { break }
    }
    // All frames come over one connection with the same metadata, except that a router leaves it off the
    // routing id that it puts in front.
    message.userID = cellUserID
    message.peerAddress = cellText("Peer-Address")
    let descriptor = zmq_msg_get(core.message, ZMQ_SRCFD)
    message.descriptor = descriptor >= 0 ? descriptor : nil
    return message
  }

  /// Receives into the reused cell. False: nothing there.
  private borrowing func receiveIntoCell(dontWait: Bool) throws(ZMQError) -> Bool {
    let socket = try core.open("receive")
    while zmq_msg_recv(core.message, socket, dontWait ? ZMQ_DONTWAIT : 0) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return false
      case let code: throw ZMQError(operation: "receive", code: code)
      }
    }
    return true
  }

  private var cellHasMore: Bool { zmq_msg_more(core.message) != 0 }

  private var cellBytes: [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(core.message), count: zmq_msg_size(core.message)))
  }

  private borrowing func cellKept(by keeps: (Int, Span<UInt8>) -> Bool, at place: Int) -> Bool {
    let start = zmq_msg_data(core.message)?.assumingMemoryBound(to: UInt8.self)
    return keeps(place, UnsafeBufferPointer(start: start, count: zmq_msg_size(core.message)).span)
  }

  private var cellUserID: String? { core.authenticatesPeers ? cellText("User-Id") : nil }

  private borrowing func cellText(_ property: String) -> String? {
    zmq_msg_gets(core.message, property).map { String(cString: $0) }
  }
}
