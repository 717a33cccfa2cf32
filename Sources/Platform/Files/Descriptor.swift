internal import CLinux
internal import Glibc

/// The few calls on open files and pipes that several modules need, with interruptions by signals handled once.
package enum Descriptor {
  /// A pipe whose ends no program that is started inherits, unless it is given them.
  ///
  /// - Throws: ``SystemError``, where no descriptor is left.
  package static func makePipe() throws(SystemError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard percolate_make_pipe(&ends) == 0, let read = ends.first, let write = ends.last else {
      throw SystemError("make a pipe")
    }
    return (read, write)
  }

  /// Lets reads and writes return at once where there is nothing to read or no room.
  ///
  /// - Throws: ``SystemError``.
  package static func setNonBlocking(_ descriptor: Int32) throws(SystemError) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw SystemError("make a pipe non-blocking")
    }
  }

  /// What one call to ``read(_:into:)`` gave.
  package enum ReadOutcome: Equatable, Sendable {
    /// So many bytes, at the front of the buffer.
    case bytes(Int)
    /// Nothing for now.
    case wouldBlock
    case end
  }

  /// One read; errors count as the end of the stream, which is what they mean for a pipe.
  package static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> ReadOutcome {
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .wouldBlock : .end
    }
  }

  /// All bytes up to the end of a file or of a blocking stream; nil, with errno, where that fails.
  ///
  /// - Parameter limit: how many bytes are wanted at most. Of more than that, some more may be returned, so that the
  ///   caller sees that there are.
  package static func readAll(_ descriptor: Int32, limit: Int = .max) -> [UInt8]? {
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? max(0, Int(status.st_size)) : 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(size, limit))
    // One byte more, so that a file's end is seen by the read that takes its last bytes.
    var chunk = [UInt8](repeating: 0, count: min(1 << 20, max(4096, size + 1)))
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk.prefix(count))
      if bytes.count > limit { return bytes }
    }
  }

  /// Writes everything to a file or a blocking stream; false, with errno, where that fails. A pipe fails once nobody
  /// reads it any more.
  package static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { raw in
        let rest = UnsafeRawBufferPointer(rebasing: raw[start...])
        return Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        if written == 0 { errno = EIO }
        return false
      }
      start += written
    }
    return true
  }
}
