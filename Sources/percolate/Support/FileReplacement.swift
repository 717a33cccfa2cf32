internal import Foundation

/// A file that takes its place as a whole once all of it is written: a reader finds the old one or the new one.
final class FileReplacement {
  private let descriptor: Int32
  private let temporary: String
  private var buffer: [UInt8] = []

  private init(at path: String) throws {
    temporary = path + ".part-\(getpid())"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileReplacement.failure }
  }

  /// Writes a file.
  ///
  /// - Parameter body: appends the content; where it throws, nothing is left behind.
  /// - Throws: what `body` throws, and the system's error.
  static func write(to path: String, _ body: (FileReplacement) throws -> Void) throws {
    let file = try FileReplacement(at: path)
    do {
      defer { close(file.descriptor) }
      try body(file)
      try file.flush()
    } catch {
      unlink(file.temporary)
      throw error
    }
    guard rename(file.temporary, path) == 0 else {
      let failure = FileReplacement.failure
      unlink(file.temporary)
      throw failure
    }
  }

  /// Adds bytes to the end.
  func append(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= 1 << 16 { try flush() }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 {
          guard errno == EINTR else { throw FileReplacement.failure }
          continue
        }
        rest = rest.dropFirst(count)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static var failure: any Error { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
