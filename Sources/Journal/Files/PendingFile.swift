internal import Glibc
internal import Platform

/// A file that is written under a passing name, until it is on disk and may take the name it is for.
///
/// In three steps, so that many files can take each step together: the disk then has all their bytes to write
/// when the first flush asks for them.
struct PendingFile {
  /// What the passing names begin with; whatever is left of them belongs to a process that was killed.
  static let prefix = ".new-"

  let path: String
  let directory: String
  private let temporary: String
  private let descriptor: Int32

  /// Writes the bytes under a passing name in the directory.
  init(_ bytes: [UInt8], for path: String, in directory: String) throws(JournalError) {
    DiskFreeThread.assertNotCurrent("write \(path)")
    self.path = path
    self.directory = directory
    temporary = "\(directory)/\(Self.prefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("create", temporary, directory) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let problem = DurableFile.failure("write", temporary, directory)
        discard()
        throw problem
      }
      offset += written
    }
  }

  /// Puts the bytes on disk and closes the file, which is removed where that fails.
  ///
  /// - Parameter flush: fsync, or a test's.
  func flush(_ flush: (Int32) -> Int32) throws(JournalError) {
    let isFlushed = flush(descriptor) == 0
    let problem = isFlushed ? nil : DurableFile.failure("write", temporary, directory)
    let isClosed = close(descriptor) == 0
    if isFlushed, isClosed { return }
    let failure = problem ?? DurableFile.failure("write", temporary, directory)
    unlink(temporary)
    throw failure
  }

  /// Gives a flushed file its name, in the place of what had it before. The directory is still to be flushed.
  func rename() throws(JournalError) {
    guard Glibc.rename(temporary, path) == 0 else {
      let problem = DurableFile.failure("rename", temporary, directory)
      unlink(temporary)
      throw problem
    }
  }

  /// Closes and removes a file that was not flushed.
  func discard() {
    close(descriptor)
    unlink(temporary)
  }

  /// Removes what killed processes left in a directory. Only for who holds the directory's lock.
  static func removeLeftovers(in directory: String) {
    for name in DurableFile.names(in: directory) where name.hasPrefix(prefix) {
      unlink("\(directory)/\(name)")
    }
  }
}
