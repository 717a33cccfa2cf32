import Foundation
import Glibc
import Messages
import Transport
import ZeroMQ

/// A peer with a valid key that sends whatever bytes the test likes.
final class KeyHolder {
  private let socket: Socket

  /// - Parameter access: the access file that it found.
  init(access path: String, in context: Context) throws {
    let access = try AccessFile.load(path)
    var options = SocketOptions()
    options.linger = .zero
    options.sendTimeout = .seconds(30)
    options.sendHighWater = 1000
    if let serverKey = access.serverKey, let publicKey = access.publicKey, let secret = access.secretKey {
      options.security = .client(
        keys: try CurveKeyPair(publicKey: publicKey, secretKey: secret), serverKey: serverKey)
    }
    socket = try Socket(.dealer, in: context, options: options)
    try socket.connect(access.endpoint)
  }

  /// Sends a message that is a message of the protocol by its first frame; false where it cannot be sent.
  @discardableResult
  func send(_ payload: [UInt8]) throws -> Bool {
    try socket.sendMultipart([WireCodec.preamble, payload], dontWait: false) == .sent
  }

  /// Waits until the coordinator says something; false where it stays silent.
  func hears(within seconds: Double = 30) throws -> Bool {
    _ = try Poller().poll([.socket(socket.handle)], timeoutMilliseconds: Int(seconds * 1000))
    return try socket.receiveMultipart(maximumFrames: 2) != nil
  }

  /// A field that is a message, text or bytes, as protobuf writes it.
  static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    var bytes = [number << 3 | 2]
    var rest = content.count
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes + content
  }
}
