internal import Glibc
internal import Platform
internal import SweepModel

/// The folders of one attempt.
struct ScratchPaths: Hashable {
  let root: String
  /// Where the program starts, unless the spec says otherwise; empty.
  var work: String { root + "/work" }
  var temporary: String { root + "/tmp" }
  var artifacts: String { root + "/artifacts" }
  /// Where the program puts checkpoints, and where they are moved once they are complete.
  var checkpoints: String { root + "/checkpoints" }
  var taken: String { root + "/taken" }
  var restored: String { root + "/restore" }

  var all: [String] { [work, temporary, artifacts, checkpoints, taken, restored] }
}

/// The folders of one attempt on disk, of which nothing stays.
///
/// Those of an attempt whose worker died are removed by the next one on the machine: a lock on the folder says whether
/// somebody lives.
final class Scratch {
  private static let prefix = "percolate-task-"

  let paths: ScratchPaths
  private let lock: Int32

  /// - Parameter parent: a folder for temporary files.
  /// - Throws: ``TaskBroke`` where none can be made.
  init(in parent: String) throws(TaskBroke) {
    Scratch.removeOrphans(in: parent)
    while true {
      let number = UInt64.random(in: 0...(.max))
      let root =
        "\(parent)/\(Scratch.prefix)\(Hexadecimal.text(Array(withUnsafeBytes(of: number.bigEndian, Array.init))))"
      guard mkdir(root, 0o700) == 0 else { throw Scratch.broke("make the folder \(root)") }
      let lock = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      // Before it is locked it looks like an orphan, and another slot may have removed it.
      if lock < 0, errno == ENOENT { continue }
      guard lock >= 0 else { throw Scratch.broke("open the folder \(root)") }
      var status = stat()
      guard flock(lock, LOCK_EX | LOCK_NB) == 0, stat(root, &status) == 0 else {
        close(lock)
        continue
      }
      self.lock = lock
      paths = ScratchPaths(root: root)
      break
    }
    for path in paths.all where mkdir(path, 0o700) != 0 { throw Scratch.broke("make the folder \(path)") }
  }

  deinit { close(lock) }

  /// Removes the folders. Called once no process uses them any more.
  func remove() { FileTree.remove(paths.root) }

  private static func broke(_ what: String) -> TaskBroke {
    TaskBroke(.crashed, "the worker could not \(what) for the task: \(Errno.text())")
  }

  private static func removeOrphans(in parent: String) {
    for name in FileTree.names(in: parent) ?? [] where name.hasPrefix(prefix) {
      let path = parent + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0, status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFDIR else {
        continue
      }
      let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard folder >= 0 else { continue }
      if flock(folder, LOCK_EX | LOCK_NB) == 0 { FileTree.remove(path) }
      close(folder)
    }
  }
}
