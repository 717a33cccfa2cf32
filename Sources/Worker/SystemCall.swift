internal import CLinux
internal import Glibc
internal import Platform
internal import SweepModel

/// The few system calls that several files need, with their errors and interruptions handled once.
enum SystemCall {
  /// What an errno means, in words.
  static func message(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "unknown error" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Seconds on the clock that never jumps, since an arbitrary start.
  static func monotonicSeconds() -> Double { MonotonicClock.seconds }

  /// The failure that the last call on this thread reported.
  static func failure(_ operation: String) -> WorkerError { .system(operation: operation, code: errno) }

  /// A pipe whose ends do not leak into other children.
  static func makePipe() throws(WorkerError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard percolate_make_pipe(&ends) == 0, let read = ends.first, let write = ends.last else {
      throw failure("make a pipe")
    }
    return (read, write)
  }

  static func setNonBlocking(_ descriptor: Int32) throws(WorkerError) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw failure("make a pipe non-blocking")
    }
  }

  /// What one call to read gave.
  enum ReadOutcome {
    case bytes(Int)
    case wouldBlock
    case end
  }

  /// One read; errors count as the end of the stream, which is what they mean for a pipe.
  static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> ReadOutcome {
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .wouldBlock : .end
    }
  }

  /// Writes everything to a blocking descriptor; false once nobody reads it any more.
  static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { raw in
        let rest = UnsafeRawBufferPointer(rebasing: raw[start...])
        return Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      start += written
    }
    return true
  }
}
