internal import Glibc

/// Files that hold secrets: never readable by others, not even for the moment between create and chmod, and
/// never where others could put something else in their place.
package enum PrivateFile {
  /// The operation that failed and why.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
    /// The system's error number; 0 where the file was there but cannot be trusted.
    package let code: Int32
  }

  /// Replaces the file at `path` in one step with mode 0600.
  ///
  /// - Throws: ``Failure`` with the system's reason, or where others could write in its directory.
  package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    DiskFreeThread.assertNotCurrent("write \(path)")
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    // All that follows is relative to this descriptor: another directory may get the name meanwhile.
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("open the directory", directory) }
    defer { close(folder) }
    guard let trust = FileTrust(descriptor: folder) else { throw failure("look at", directory) }
    if let problem = trust.directoryProblem(directory, allowsSticky: true) {
      throw Failure(description: "cannot write \(path): \(directory): \(problem)", code: 0)
    }
    let temporary = ".\(name).new-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(folder, temporary, flags, 0o600)
    guard descriptor >= 0 else { throw failure("create", "\(directory)/\(temporary)") }
    // After the rename there is nothing of this name; before it, a failed write leaves nothing behind.
    defer { unlinkat(folder, temporary, 0) }
    try write(bytes, to: descriptor, path)
    guard renameat(folder, temporary, folder, name) == 0 else { throw failure("replace", path) }
    // The name has to outlive a power cut too. Some file systems cannot flush a directory; they need not.
    fsync(folder)
  }

  /// The content of a file that nobody else could have read or written.
  ///
  /// Symbolic links are followed; it is the opened file that has to be right.
  ///
  /// - Throws: ``Failure`` with the system's reason, or why the file is not trusted.
  package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    DiskFreeThread.assertNotCurrent("read \(path)")
    // Without waiting for the other end, where it is a pipe.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard let trust = FileTrust(descriptor: descriptor) else { throw failure("look at", path) }
    if let problem = trust.secretProblem(path) { throw Failure(description: problem, code: 0) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
      guard bytes.count <= limit else {
        throw Failure(description: "it has more than \(limit) bytes", code: 0)
      }
    }
  }

  /// Writes all, flushes and closes.
  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let problem = failure("write", path)
        close(descriptor)
        throw problem
      }
      rest = rest.dropFirst(written)
    }
    guard fsync(descriptor) == 0 else {
      let problem = failure("write", path)
      close(descriptor)
      throw problem
    }
    guard close(descriptor) == 0 else { throw failure("write", path) }
  }

  private static func failure(_ verb: String, _ path: String) -> Failure {
    let code = errno
    return Failure(description: "cannot \(verb) \(path): \(String(cString: strerror(code)))", code: code)
  }
}
