internal import Glibc

/// Files that hold secrets: never readable by others, not even for the moment between create and chmod.
package enum PrivateFile {
  /// The operation that failed and why.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Replaces the file at `path` in one step with mode 0600.
  ///
  /// - Throws: ``Failure`` with the system's reason.
  package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let temporary = path + ".new-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", temporary) }
    defer { unlink(temporary) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let problem = failure("write", temporary)
        close(descriptor)
        throw problem
      }
      rest = rest.dropFirst(written)
    }
    let synced = fsync(descriptor)
    guard close(descriptor) == 0, synced == 0 else { throw failure("write", temporary) }
    guard rename(temporary, path) == 0 else { throw failure("rename", temporary) }
    // The name has to outlive a power cut too. Some file systems cannot flush a directory; they need not.
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private static func failure(_ verb: String, _ path: String) -> Failure {
    Failure(description: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}
