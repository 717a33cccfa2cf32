internal import Glibc
internal import Platform
package import SweepModel

/// Files that arrive in pieces, too large to be held in memory until they are whole.
extension ArtifactStore {
  private var arrivals: String { root + "/arriving" }

  /// Writes a piece of a file that gets its digest only once it is whole. The piece at 0 begins it anew.
  ///
  /// Writing the same piece again changes nothing. A piece of a file that was never begun, or is whole by now,
  /// is passed over.
  ///
  /// - Throws: ``JournalError/diskFull(path:freeBytes:doing:)`` or
  ///   ``JournalError/unavailable(path:doing:reason:)``.
  package func write(_ bytes: [UInt8], at offset: Int, of arrival: String) throws(JournalError) {
    DiskFreeThread.assertNotCurrent("write \(arrival)")
    guard mkdir(arrivals, 0o700) == 0 || errno == EEXIST else {
      throw JournalFiles.failure("make the directory", arrivals, root)
    }
    let path = "\(arrivals)/\(arrival)"
    let begin = offset == 0 ? O_CREAT | O_TRUNC : 0
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | begin, 0o600)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw JournalFiles.failure("create", path, arrivals)
    }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let written = bytes[done...].withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + done))
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw JournalFiles.failure("write", path, arrivals) }
      done += written
    }
  }

  /// Gives a whole file its name; it is on disk when this returns. Passed over where it was done before.
  package func adopt(_ arrival: String, as digest: Digest) throws(JournalError) {
    let path = "\(arrivals)/\(arrival)"
    DiskFreeThread.assertNotCurrent("flush \(path)")
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw JournalFiles.failure("open", path, arrivals)
    }
    let synced = fsync(descriptor)
    guard close(descriptor) == 0, synced == 0 else { throw JournalFiles.failure("write", path, arrivals) }
    let folder = try makeFolder(of: digest)
    guard rename(path, self.path(of: digest)) == 0 else { throw JournalFiles.failure("rename", path, folder) }
    try JournalFiles.flush(folder)
  }

  /// Forgets what arrived of a file.
  package func abandon(_ arrival: String) {
    DiskFreeThread.assertNotCurrent("remove \(arrival)")
    unlink("\(arrivals)/\(arrival)")
  }

  /// Forgets all that was arriving when a coordinator was killed.
  func abandonAll() { for arrival in DurableFile.names(in: arrivals) { abandon(arrival) } }

  /// Bytes of a file from an offset on, unverified; fewer at its end, nil where there is no such file.
  package func read(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]? {
    DiskFreeThread.assertNotCurrent("read \(digest.hex)")
    let descriptor = open(path(of: digest), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    var done = 0
    while done < bytes.count {
      let got = bytes[done...].withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(offset + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { return nil }
      if got == 0 { break }
      done += got
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }
}
