internal import Messages
internal import Transport
internal import ZeroMQ

/// A message as it came off the coordinator's socket, looked through but not decoded.
struct InboundMessage {
  /// What is known of its content before it is decoded.
  enum Content {
    /// Of this protocol version, and no more than its kind may be.
    case readable(WireKind, [UInt8])
    case unreadable(WireError)
  }

  /// ZeroMQ routing id of the connection.
  let route: [UInt8]
  /// Who the access control says the sender is; nil where there is none.
  let userID: String?
  let address: String?
  /// The connection's descriptor at the time; nil where libzmq does not tell.
  let descriptor: Int32?
  /// Bytes that it had on the wire, kept or not.
  let size: Int
  let content: Content

  /// The next message that is there already, or nil.
  ///
  /// What must not be decoded is not even copied: only libzmq ever held it.
  static func next(from router: borrowing Socket) throws(ZMQError) -> InboundMessage? {
    var size = 0
    var isOurs = false
    var kind: WireKind?
    var problem: WireError?
    let message = try router.receiveMultipart(maximumFrames: 3) { place, frame in
      size += frame.count
      switch place {
      // A routing id has 255 bytes at most, and a preamble four.
      case 0: return true
      case 1:
        isOurs = WireCodec.isPreamble(frame)
        return frame.count <= 255
      default:
        guard isOurs else { return false }
        do throws(WireError) {
          kind = try WireAdmission.kind(of: frame)
          return true
        } catch {
          problem = error
          return false
        }
      }
    }
    guard let message, let route = message.frames.first else { return nil }
    return InboundMessage(
      route: route, userID: message.userID, address: message.peerAddress, descriptor: message.descriptor,
      size: size,
      content: content(of: message, kind, problem))
  }

  private static func content(
    of message: Multipart, _ kind: WireKind?, _ problem: WireError?
  ) -> Content {
    guard message.frames.count + message.discardedFrames == 3 else {
      return .unreadable(.malformed("the message has the wrong number of frames"))
    }
    if message.frames.count > 1 {
      do throws(WireError) { try WireCodec.check(preamble: message.frames[1]) } catch {
        return .unreadable(error)
      }
    }
    guard let kind, message.frames.count == 3 else {
      return .unreadable(problem ?? .malformed("the first frame is not percolate's preamble"))
    }
    return .readable(kind, message.frames[2])
  }
}
