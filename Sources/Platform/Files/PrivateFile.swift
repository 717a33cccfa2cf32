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

  /// Replaces the file at `path` in one step with mode 0600; it is on disk when this returns.
  ///
  /// - Throws: ``Failure`` with the system's reason, or where others could write in its directory.
  package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    DiskFreeThread.assertNotCurrent("write \(path)")
    let directory = DurableFile.directory(of: path)
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    // All that follows is relative to this descriptor: another directory may get the name meanwhile.
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("open the directory", directory) }
    defer { close(folder) }
    guard let trust = FileTrust(descriptor: folder) else { throw failure("look at", directory) }
    if let problem = trust.directoryProblem(directory, allowsSticky: true) {
      throw Failure(description: "cannot write \(path): \(directory): \(problem)", code: 0)
    }
    do throws(SystemError) {
      let file = try PendingFile(bytes, for: name, in: folder)
      try file.flush()
      try file.rename()
    } catch {
      throw failure("write", path, error.code)
    }
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
    guard let bytes = Descriptor.readAll(descriptor, limit: limit) else { throw failure("read", path) }
    guard bytes.count <= limit else {
      throw Failure(description: "it has more than \(limit) bytes", code: 0)
    }
    return bytes
  }

  /// Whether something has that name, be it a link that leads nowhere.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Makes a directory for secrets, mode 0700, where there is none.
  ///
  /// - Throws: ``SystemError``.
  package static func makeDirectory(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError("make the directory", path) }
  }

  private static func failure(_ verb: String, _ path: String, _ code: Int32 = errno) -> Failure {
    Failure(description: "\(SystemError(verb, path, code: code))", code: code)
  }
}
