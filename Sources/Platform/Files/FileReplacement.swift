internal import Glibc

/// A file for people to read that takes its place as a whole once all of it is written piece by piece: whoever looks
/// finds the old one or the new one. Unlike a ``DurableFile`` everybody may read it, and a power cut may lose it.
package final class FileReplacement {
  /// Bytes that are collected before they are written.
  private static let bufferSize = 1 << 16

  private let descriptor: Int32
  private let temporary: String
  private var buffer: [UInt8] = []

  private init(at path: String) throws(SystemError) {
    temporary = path + ".part-\(getpid())"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError("create", temporary) }
  }

  /// Writes a file.
  ///
  /// - Parameter body: appends the content; where it throws, nothing is left behind and the old file stays.
  /// - Throws: ``SystemError``, and what `body` throws.
  package static func write(to path: String, _ body: (FileReplacement) throws -> Void) throws {
    let file = try FileReplacement(at: path)
    do {
      try file.fill(body)
      guard rename(file.temporary, path) == 0 else { throw SystemError("replace", path) }
    } catch {
      unlink(file.temporary)
      throw error
    }
  }

  /// Writes a file of which all is known.
  ///
  /// - Throws: ``SystemError``.
  package static func write(_ text: String, to path: String) throws {
    try write(to: path) { try $0.append(Array(text.utf8)) }
  }

  /// Adds bytes to the end.
  ///
  /// - Throws: ``SystemError``.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    buffer += bytes
    if buffer.count >= FileReplacement.bufferSize { try flush() }
  }

  private func fill(_ body: (FileReplacement) throws -> Void) throws {
    var isClosed = false
    defer { if !isClosed { close(descriptor) } }
    try body(self)
    try flush()
    isClosed = true
    // Network file systems say only here that a quota is used up.
    guard close(descriptor) == 0 else { throw SystemError("write", temporary) }
  }

  private func flush() throws(SystemError) {
    guard Descriptor.writeAll(descriptor, buffer) else { throw SystemError("write", temporary) }
    buffer.removeAll(keepingCapacity: true)
  }
}
