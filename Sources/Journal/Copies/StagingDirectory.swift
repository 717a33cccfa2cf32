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
  /// - Throws: ``JournalError/unavailable(path:doing:reason:)`` where another process works on it, or where there is
  ///   something of that name which is no leftover of this user's.
  init(for target: String) throws(JournalError) {
    self.target = target
    path = target + ".partial"
    let isNew = mkdir(path, 0o700) == 0
    if !isNew, errno != EEXIST {
      let reason =
        errno == ENOENT
        ? "there is no directory \(DurableFile.directory(of: path)); make it first" : Errno.text()
      throw .unavailable(path: path, doing: "make the directory", reason: reason)
    }
    // Everything goes through this descriptor: whoever swaps the name for a link has nothing removed elsewhere.
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { throw Self.foreign(path) }
    defer { close(folder) }
    var status = stat()
    guard fstat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
      throw Self.foreign(path)
    }
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (isNew ? O_CREAT : 0)
    descriptor = openat(folder, Self.marker, flags, 0o600)
    guard descriptor >= 0 else {
      guard isNew else { throw Self.foreign(path) }
      throw JournalFiles.failure("make", "\(path)/\(Self.marker)", path)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .unavailable(path: path, doing: "use", reason: "another command is making it")
    }
    fchmod(folder, 0o700)
    FileTree.empty(folder, keeping: Self.marker)
  }

  private static func foreign(_ path: String) -> JournalError {
    .unavailable(
      path: path, doing: "use",
      reason: "it exists and is nothing that percolate left for this user; move it away")
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
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if folder >= 0 {
      FileTree.empty(folder)
      close(folder)
      rmdir(path)
    }
    close(descriptor)
  }
}
