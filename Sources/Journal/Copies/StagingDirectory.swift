internal import Glibc
internal import Platform

/// A directory that is made beside its place and gets its name when it is whole.
struct StagingDirectory {
  /// Where it is made: the target's name with ".partial".
  let path: String
  private let target: String
  // Locked for as long as somebody works on it.
  private let descriptor: Int32

  /// What shows that a directory of that name is a backup that was not finished.
  private static let marker = ".percolate-partial"

  /// Makes it anew; what was left of one that was killed is removed.
  ///
  /// - Throws: ``JournalError/unavailable(path:doing:reason:)`` where another process works on it, or where there is a
  ///   directory of that name which is no leftover.
  init(for target: String) throws(JournalError) {
    self.target = target
    path = target + ".partial"
    let marker = "\(path)/\(Self.marker)"
    if mkdir(path, 0o700) != 0 {
      let code = errno
      guard code == EEXIST else { throw JournalFiles.failure("make the directory", path, path, code) }
      guard fileSize(marker) != nil else {
        throw .unavailable(
          path: path, doing: "use", reason: "it exists and is nothing that percolate left; move it away")
      }
    }
    descriptor = open(marker, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw JournalFiles.failure("make", marker, path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .unavailable(path: path, doing: "use", reason: "another command is making it")
    }
    for name in DurableFile.names(in: path) where name != Self.marker { Self.remove("\(path)/\(name)") }
  }

  /// Gives it its name; it is on disk when this returns.
  func finish() throws(JournalError) {
    try JournalFiles.flush(path)
    let marker = "\(path)/\(Self.marker)"
    guard unlink(marker) == 0 else { throw JournalFiles.failure("remove", marker, path) }
    guard rename(path, target) == 0 else { throw JournalFiles.failure("rename", path, target) }
    close(descriptor)
    try JournalFiles.flush(target)
    try JournalFiles.flush(DurableFile.directory(of: target))
  }

  /// Removes it.
  func abandon() {
    Self.remove(path)
    close(descriptor)
  }

  /// Removes a file, or a directory with all that is in it; links are not followed.
  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in DurableFile.names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
