internal import Glibc
internal import Platform

/// The files of a data directory: as ``DurableFile`` has them, with failures that say what a full disk or a want of
/// descriptors means here.
enum JournalFiles {
  /// Replaces a file, which is on disk when this returns.
  static func write(_ bytes: [UInt8], to path: String, in directory: String) throws(JournalError) {
    try wrapping(directory) { () throws(SystemError) in try DurableFile.write(bytes, to: path) }
  }

  /// Makes a directory's entries survive a power cut.
  ///
  /// - Parameter sync: fsync, or a test's.
  static func flush(_ directory: String, _ sync: (Int32) -> Int32 = fsync) throws(JournalError) {
    try wrapping(directory) { () throws(SystemError) in try DurableFile.flush(directory: directory, sync) }
  }

  /// The whole file; nil where there is none.
  static func read(_ path: String) throws(JournalError) -> [UInt8]? {
    try wrapping(path) { () throws(SystemError) in try DurableFile.read(path) }
  }

  /// Does something with files in a directory, whose failures become the journal's.
  static func wrapping<Value>(
    _ directory: String, _ body: () throws(SystemError) -> Value
  ) throws(JournalError) -> Value {
    do throws(SystemError) { return try body() } catch {
      throw failure(error.doing, error.path ?? directory, directory, error.code)
    }
  }

  /// What an error number means for a file.
  ///
  /// - Parameter code: the number; left out, that of the last call on this thread.
  static func failure(
    _ verb: String, _ path: String, _ directory: String, _ code: Int32 = errno
  ) -> JournalError {
    if code == ENOSPC || code == EDQUOT {
      return .diskFull(path: directory, freeBytes: freeBytes(under: directory), doing: "\(verb) a file")
    }
    if isOutOfDescriptors(code) { return .tooManyFiles(path: path, doing: verb) }
    return .unavailable(path: path, doing: verb, reason: Errno.text(code))
  }
}
