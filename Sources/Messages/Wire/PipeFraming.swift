package import SwiftProtobuf

/// Messages on a byte stream: four little-endian bytes of length, then the message.
package struct PipeFraming {
  private var buffer: [UInt8] = []
  private var start = 0

  package init() {}

  /// A message behind its length.
  ///
  /// - Throws: ``WireError/oversized(bytes:limit:)``.
  package static func frame(_ message: some Message) throws(WireError) -> [UInt8] {
    let payload = try WireCodec.bytes(message, limit: WireCodec.maximumLocalBytes)
    let length = UInt32(payload.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(payload.count + 4)
    for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    bytes.append(contentsOf: payload)
    return bytes
  }

  /// Adds bytes as they arrived.
  package mutating func append(_ bytes: some Collection<UInt8>) {
    // Compact only once the consumed part dominates, so that each byte is moved a constant number of times.
    if start > 65_536, start * 2 > buffer.count {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole message, or nil until more bytes arrive.
  ///
  /// - Throws: ``WireError`` on a length over the limit or an unreadable message; the stream is then
  ///   out of step and must be closed.
  package mutating func next<M: Message>(_ type: M.Type = M.self) throws(WireError) -> M? {
    guard buffer.count - start >= 4 else { return nil }
    var length = 0
    for index in 0..<4 { length |= Int(buffer[start + index]) << (8 * index) }
    guard length <= WireCodec.maximumLocalBytes else {
      throw .oversized(bytes: length, limit: WireCodec.maximumLocalBytes)
    }
    guard buffer.count - start - 4 >= length else { return nil }
    let message: M = try WireCodec.parse(M.self, Array(buffer[(start + 4)..<(start + 4 + length)]))
    start += 4 + length
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      start = 0
    }
    return message
  }
}
