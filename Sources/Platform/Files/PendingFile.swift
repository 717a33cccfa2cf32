internal import Glibc

/// A file that is written under a passing name, until it is on disk and may take the name it is for.
///
/// In three steps, so that many files can take each step together: the disk then has all their bytes to write
/// when the first flush asks for them. Only this user may read the file.
package struct PendingFile: Sendable {
  /// What the passing names begin with; whatever is left of them belongs to a process that was killed.
  static let prefix = ".new-"

  private let path: String
  private let temporary: String
  private let folder: Int32
  private let descriptor: Int32

  /// Writes the bytes under a passing name, in the directory of the name that the file is for.
  ///
  /// - Parameter folder: an open directory that relative paths begin at; left out, the working directory.
  /// - Throws: ``SystemError``; nothing is left behind.
  package init(_ bytes: [UInt8], for path: String, in folder: Int32 = AT_FDCWD) throws(SystemError) {
    DiskFreeThread.assertNotCurrent("write \(path)")
    self.path = path
    self.folder = folder
    let directory = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    temporary = "\(directory)\(Self.prefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    descriptor = openat(folder, temporary, flags, 0o600)
    guard descriptor >= 0 else { throw SystemError("create", temporary) }
    guard Descriptor.writeAll(descriptor, bytes) else {
      let failure = SystemError("write", temporary)
      discard()
      throw failure
    }
  }

  /// Puts the bytes on disk and closes the file, which is removed where that fails.
  ///
  /// - Parameter sync: fsync, or a test's.
  /// - Throws: ``SystemError``.
  package func flush(_ sync: (Int32) -> Int32 = fsync) throws(SystemError) {
    var failure = sync(descriptor) == 0 ? nil : SystemError("write", temporary)
    if close(descriptor) != 0, failure == nil { failure = SystemError("write", temporary) }
    guard let failure else { return }
    unlinkat(folder, temporary, 0)
    throw failure
  }

  /// Gives a flushed file its name, in the place of what had it before. The directory is still to be flushed.
  ///
  /// - Throws: ``SystemError``; the file is then removed.
  package func rename() throws(SystemError) {
    guard renameat(folder, temporary, folder, path) == 0 else {
      let failure = SystemError("replace", path)
      unlinkat(folder, temporary, 0)
      throw failure
    }
  }

  /// Closes and removes a file that was not flushed.
  package func discard() {
    close(descriptor)
    unlinkat(folder, temporary, 0)
  }

  /// Removes what killed processes left in a directory. Only for who alone writes there.
  package static func removeLeftovers(in directory: String) {
    for name in DurableFile.names(in: directory) where name.hasPrefix(prefix) {
      unlink("\(directory)/\(name)")
    }
  }
}
