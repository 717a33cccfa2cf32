internal import Foundation
internal import Glibc
internal import Platform
internal import SweepModel
internal import Synchronization

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

  /// Those that are the worker's own, also where another user runs the program.
  var ofWorker: [String] { [taken, restored] }
  func all(withCheckpoints: Bool) -> [String] {
    [work, temporary, artifacts] + (withCheckpoints ? [checkpoints, taken, restored] : [])
  }
}

/// The folders of one attempt on disk, of which nothing stays.
///
/// Those of an attempt whose worker died are removed by a later one on the machine: a lock on the folder says whether
/// somebody lives.
package final class Scratch {
  private static let prefix = "percolate-task-"
  /// Seconds between two looks for orphans in the same folder.
  private static let orphanInterval = 60.0
  private static let looks = Mutex<[String: Double]>([:])

  let paths: ScratchPaths
  private let lock: Int32

  /// The folder for temporary files of a process with that environment.
  package static func standardParent(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
  }

  /// - Parameters:
  ///   - parent: a folder for temporary files.
  ///   - user: who runs the program, where that is another one: the program's folders are its, and it cannot replace them.
  ///   - checkpoints: whether there are folders for checkpoints.
  /// - Throws: ``TaskBroke`` where none can be made.
  init(in parent: String, for user: ProgramUser? = nil, checkpoints: Bool = true) throws(TaskBroke) {
    let now = MonotonicClock.seconds
    let isDue = Scratch.looks.withLock { looks in
      guard now - (looks[parent] ?? -.infinity) >= Scratch.orphanInterval else { return false }
      looks[parent] = now
      return true
    }
    // Whoever keeps all else in /tmp would have it read for each task.
    if isDue { Scratch.removeOrphans(in: parent) }
    while true {
      let number = UInt64.random(in: 0...(.max))
      let root =
        "\(parent)/\(Scratch.prefix)\(Hexadecimal.text(Array(withUnsafeBytes(of: number.bigEndian, Array.init))))"
      guard mkdir(root, 0o700) == 0 else { throw Scratch.broke("make the folder", root) }
      let lock = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      // Before it is locked it looks like an orphan, and another slot may have removed it.
      if lock < 0, errno == ENOENT { continue }
      guard lock >= 0 else { throw Scratch.broke("open the folder", root) }
      var status = stat()
      guard flock(lock, LOCK_EX | LOCK_NB) == 0, stat(root, &status) == 0 else {
        close(lock)
        continue
      }
      self.lock = lock
      paths = ScratchPaths(root: root)
      break
    }
    do throws(TaskBroke) { try makeFolders(paths.all(withCheckpoints: checkpoints), for: user) } catch {
      remove()
      throw error
    }
  }

  private func makeFolders(_ folders: [String], for user: ProgramUser?) throws(TaskBroke) {
    for path in folders where mkdir(path, 0o700) != 0 { throw Scratch.broke("make the folder", path) }
    guard let user else { return }
    for path in folders where !paths.ofWorker.contains(path) && lchown(path, user.id, user.group) != 0 {
      throw Scratch.broke("give \(user.name) the folder", path)
    }
    // Others of its group get no further than here.
    guard fchown(lock, .max, user.group) == 0, fchmod(lock, 0o710) == 0 else {
      throw Scratch.broke("let \(user.name) into the folder", paths.root)
    }
  }

  deinit { close(lock) }

  /// Removes the folders. Called once no process uses them any more.
  func remove() { FileTree.remove(paths.root) }

  private static func broke(_ what: String, _ path: String) -> TaskBroke {
    let reason = DiskRoom.reason(at: path)
    return TaskBroke(.crashed, "the worker could not \(what) \(path) for the task: \(reason)")
  }

  /// Removes folders of attempts whose worker died.
  static func removeOrphans(in parent: String) {
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
