internal import Glibc

/// The files that a coordinator has open, by what they were when it opened them.
///
/// A deleted file lives on for who has it open: SQLite would go on writing into nothing and say that all is well.
struct WatchedFiles: Sendable {
  private struct Identity: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64

    /// Nil where there is no file of that name.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  private let files: [(path: String, identity: Identity?)]

  /// Remembers some files, which are there.
  init(_ paths: [String]) { files = paths.map { ($0, Identity($0)) } }

  /// Looks whether all still lie where they were. A few microseconds.
  ///
  /// - Throws: ``JournalError/displaced(path:)``.
  func check() throws(JournalError) {
    for file in files where Identity(file.path) != file.identity { throw .displaced(path: file.path) }
  }
}
