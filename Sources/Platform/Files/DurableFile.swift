internal import Glibc

/// Whole files, written so that a reader or a power cut finds all of the old one or all of the new one.
package enum DurableFile {
  /// Replaces a file, which is on disk under its name when this returns: writes beside it, flushes, renames and
  /// flushes the directory. Its mode is 0600.
  ///
  /// - Throws: ``SystemError``; the old file is then still there, unless it was the directory that could not be flushed.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let file = try PendingFile(bytes, for: path)
    try file.flush()
    try file.rename()
    try flush(directory: directory(of: path))
  }

  /// Makes a directory's entries survive a power cut.
  ///
  /// - Parameter sync: fsync, or a test's.
  /// - Throws: ``SystemError``.
  package static func flush(directory: String, _ sync: (Int32) -> Int32 = fsync) throws(SystemError) {
    DiskFreeThread.assertNotCurrent("flush \(directory)")
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open", directory) }
    var failure = sync(descriptor) == 0 ? nil : SystemError("flush", directory)
    if close(descriptor) != 0, failure == nil { failure = SystemError("flush", directory) }
    if let failure { throw failure }
  }

  /// The whole file; nil where there is none.
  ///
  /// - Throws: ``SystemError``.
  package static func read(_ path: String) throws(SystemError) -> [UInt8]? {
    DiskFreeThread.assertNotCurrent("read \(path)")
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw SystemError("open", path) }
      return nil
    }
    defer { close(descriptor) }
    guard let bytes = Descriptor.readAll(descriptor) else { throw SystemError("read", path) }
    return bytes
  }

  /// The names in a directory, unsorted; none where it cannot be read.
  package static func names(in directory: String) -> [String] {
    DiskFreeThread.assertNotCurrent("list \(directory)")
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The directory that a path lies in: `.` for a bare name.
  package static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}
