package import SwiftProtobuf

/// Turns messages into ZeroMQ frames and back, refusing whatever is not exactly this protocol.
package enum WireCodec {
  /// Raised with every change that an older peer would misunderstand.
  package static let version: UInt8 = 2
  /// Larger frames cost a coordinator's peer its connection (ZMQ_MAXMSGSIZE): libzmq holds a frame in memory until
  /// it is whole, of every connection. What is larger travels in pieces. Most kinds have lower limits of their own,
  /// see ``WireKind``.
  package static let maximumMessageBytes = 4 << 20
  /// Bytes of an answer to a client at most, such as a page of a million tasks.
  package static let maximumReplyBytes = 32 << 20
  /// Bytes that one process of a machine hands another at most: a task's result with all its files.
  package static let maximumLocalBytes = 64 << 20
  /// The first frame of every message.
  package static let preamble: [UInt8] = preamble(of: version)

  /// The first frame of a version's messages.
  package static func preamble(of version: UInt8) -> [UInt8] { Array("PCL".utf8) + [version] }

  /// The two frames of a message.
  ///
  /// - Parameter version: another one than this program's only for a ``WireRefusal``, which all versions can read.
  /// - Throws: ``WireError/oversized(bytes:limit:)``.
  package static func frames(
    _ message: some Message, limit: Int = maximumMessageBytes, version: UInt8 = version
  ) throws(WireError) -> [[UInt8]] {
    [preamble(of: version), try bytes(message, limit: limit)]
  }

  /// Reads the two frames of a message.
  ///
  /// - Throws: ``WireError/version(found:)`` where only the version differs, else
  ///   ``WireError/malformed(_:)``.
  package static func message<M: Message>(
    _ type: M.Type = M.self, from frames: [[UInt8]]
  ) throws(WireError) -> M {
    guard frames.count == 2, let first = frames.first, let payload = frames.last else {
      throw .malformed("found \(frames.count) frames, expected 2")
    }
    try check(preamble: first)
    return try parse(type, payload)
  }

  /// Checks the first frame of a message, on which it depends what the second one means.
  ///
  /// - Throws: ``WireError/version(found:)`` where only the version differs, else
  ///   ``WireError/malformed(_:)``.
  package static func check(preamble: [UInt8]) throws(WireError) {
    guard preamble.count == 4, preamble.starts(with: "PCL".utf8), let found = preamble.last else {
      throw .malformed("the first frame is not percolate's preamble")
    }
    guard found == version else { throw .version(found: found) }
  }

  /// Whether a frame is this version's preamble.
  package static func isPreamble(_ frame: Span<UInt8>) -> Bool {
    frame.count == preamble.count && preamble.indices.allSatisfy { frame[$0] == preamble[$0] }
  }

  /// The serialized message alone.
  ///
  /// - Throws: ``WireError/oversized(bytes:limit:)``.
  package static func bytes(
    _ message: some Message, limit: Int = maximumMessageBytes
  ) throws(WireError) -> [UInt8] {
    do {
      let bytes: [UInt8] = try message.serializedBytes()
      guard bytes.count <= limit else { throw WireError.oversized(bytes: bytes.count, limit: limit) }
      return bytes
    } catch let error as WireError {
      throw error
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// Reads a serialized message; nesting is bounded, unknown fields are dropped.
  ///
  /// - Throws: ``WireError/malformed(_:)``.
  package static func parse<M: Message>(
    _ type: M.Type = M.self, _ bytes: some Collection<UInt8> & SwiftProtobufContiguousBytes
  ) throws(WireError) -> M {
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 16
    options.discardUnknownFields = true
    do {
      return try M(serializedBytes: bytes, options: options)
    } catch {
      throw .malformed("\(error)")
    }
  }
}
