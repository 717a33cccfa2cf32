internal import Glibc
internal import Platform

/// Whole files, written so that a reader or a power cut sees all of one or nothing.
enum DurableFile {
  /// Writes beside the target, flushes, renames, and flushes the directory.
  static func write(_ bytes: [UInt8], to path: String, in directory: String) throws(JournalError) {
    let file = try PendingFile(bytes, for: path, in: directory)
    try file.flush(fsync)
    try file.rename()
    try flush(directory)
  }

  /// Makes a directory's entries survive a power cut.
  ///
  /// - Parameter sync: fsync, or a test's.
  static func flush(_ directory: String, _ sync: (Int32) -> Int32 = fsync) throws(JournalError) {
    DiskFreeThread.assertNotCurrent("flush \(directory)")
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", directory, directory) }
    let synced = sync(descriptor)
    guard close(descriptor) == 0, synced == 0 else { throw failure("flush", directory, directory) }
  }

  /// The names in a directory, unsorted; none where it cannot be read.
  static func names(in directory: String) -> [String] {
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

  /// The whole file; nil where there is none.
  static func read(_ path: String) throws(JournalError) -> [UInt8]? {
    DiskFreeThread.assertNotCurrent("read \(path)")
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw failure("open", path, path) }
      return nil
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("read", path, path) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, Int(status.st_size)))
    var chunk = [UInt8](repeating: 0, count: min(1 << 20, max(4096, Int(status.st_size) + 1)))
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path, path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk.prefix(count))
    }
  }

  /// What the last call's error number means for a file.
  static func failure(_ verb: String, _ path: String, _ directory: String) -> JournalError {
    let code = errno
    if code == ENOSPC || code == EDQUOT {
      return .diskFull(path: directory, freeBytes: freeBytes(under: directory), doing: "\(verb) a file")
    }
    if isOutOfDescriptors(code) { return .tooManyFiles(path: path, doing: verb) }
    return .unavailable(path: path, doing: verb, reason: systemReason(code))
  }
}
