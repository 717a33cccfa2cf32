internal import Foundation
internal import Glibc
internal import Platform
package import SweepModel

/// Files of programs on a worker's local disk, unpacked and read-only, which all workers of one user on a machine share.
///
/// Each lies in a folder named by its digest and size. Whoever uses one holds a shared lock on a file beside it, which
/// other users cannot open: a program that runs as one can open its folder, and would keep workers waiting with a lock on
/// that. When there is too much, those go that nobody holds, the longest unused first.
package struct BundleCache: Sendable {
  /// A bundle that stays as long as this lives.
  package final class Held: Sendable {
    package let path: String
    private let descriptor: Int32

    fileprivate init(_ path: String, _ descriptor: Int32) {
      self.path = path
      self.descriptor = descriptor
    }

    deinit { close(descriptor) }
  }

  /// Bytes of all bundles, from which on some go, unless a worker says otherwise.
  package static let standardLimit = 4 << 30
  private static let passing = "adding-"
  private static let lockSuffix = ".lock"

  private let parent: String
  private let limit: Int
  private let user: ProgramUser?
  private var root: String { parent + "/files" }

  /// - Parameters:
  ///   - environment: of the worker; a TMPDIR of its says where temporary files go.
  ///   - limit: bytes of all bundles at most, as far as they are not in use.
  ///   - user: who runs the programs, where that is another one; it can read what is here, and find nothing else.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment, limit: Int = standardLimit,
    user: ProgramUser? = nil
  ) {
    let name = "percolate-\(geteuid())" + (user.map { "-as-\($0.id)" } ?? "")
    parent = "\(Scratch.standardParent(environment: environment))/\(name)"
    self.limit = limit
    self.user = user
  }

  private func path(of bundle: ProgramBundle) -> String { "\(root)/\(bundle.digest.hex)-\(bundle.size)" }

  /// A bundle that is here; nil where it is not.
  package func hold(_ bundle: ProgramBundle) -> Held? {
    // What others may have put there is not run.
    guard problem(parent) == nil, problem(root) == nil else { return nil }
    let path = path(of: bundle)
    // Who has it alone removes the folder.
    guard let lock = lock(path, LOCK_SH | LOCK_NB, makes: false) else { return nil }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      close(lock)
      return nil
    }
    // When it was used last. Where that cannot be noted it only goes earlier.
    utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    return Held(path, lock)
  }

  /// Locks a bundle's folder; nil, with errno, where that fails.
  ///
  /// - Parameter makes: whether there may be no file to lock yet.
  private func lock(_ path: String, _ operation: Int32, makes: Bool) -> Int32? {
    let name = path + BundleCache.lockSuffix
    while true {
      let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | (makes ? O_CREAT : 0)
      let descriptor = open(name, flags, 0o600)
      guard descriptor >= 0 else { return nil }
      guard flock(descriptor, operation) == 0 else {
        let code = errno
        close(descriptor)
        errno = code
        return nil
      }
      var opened = stat()
      var named = stat()
      // It may have been removed before it was locked.
      if fstat(descriptor, &opened) == 0, lstat(name, &named) == 0, opened.st_ino == named.st_ino {
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Unpacks a bundle, unless it is here already.
  ///
  /// - Parameter bytes: those that the bundle names; who got them has checked that.
  package func add(_ bytes: [UInt8], _ bundle: ProgramBundle) throws(FileProblem) -> Held {
    if let held = hold(bundle) { return held }
    for folder in [parent, root] { try make(folder) }
    removeOrphans()
    let (passing, descriptor) = try makePassing()
    defer { close(descriptor) }
    do throws(FileProblem) { try FileBundle.unpack(bytes, into: passing, isReadOnly: true) } catch {
      FileTree.remove(passing)
      throw error
    }
    let path = path(of: bundle)
    // Only another worker that removes it keeps this one waiting.
    guard let lock = lock(path, LOCK_SH, makes: true) else {
      let problem = failed("lock the folder \(path)")
      FileTree.remove(passing)
      throw problem
    }
    if rename(passing, path) == 0 {
      fchmod(descriptor, 0o555)
    } else {
      let problem = failed("name the folder \(path)")
      FileTree.remove(passing)
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        close(lock)
        throw problem
      }
      // Another worker was faster, and it stays as long as it is locked.
    }
    let held = Held(path, lock)
    evict()
    return held
  }

  /// A folder to unpack into, which is locked.
  private func makePassing() throws(FileProblem) -> (path: String, descriptor: Int32) {
    while true {
      let number = Digest(of: (0..<16).map { _ in UInt8.random(in: 0...255) }).hex.prefix(16)
      let path = "\(root)/\(BundleCache.passing)\(number)"
      guard mkdir(path, 0o700) == 0 else { throw failed("make the folder \(path)") }
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      // Before it is locked it looks like an orphan, and another worker may have removed it.
      if descriptor < 0, errno == ENOENT { continue }
      guard descriptor >= 0 else { throw failed("open the folder \(path)") }
      var status = stat()
      if flock(descriptor, LOCK_SH | LOCK_NB) == 0, lstat(path, &status) == 0 { return (path, descriptor) }
      close(descriptor)
    }
  }

  /// Removes what nobody holds, the longest unused first, until the rest is no more than may be kept.
  private func evict() {
    var kept: [(path: String, size: Int, used: timespec)] = []
    for name in FileTree.names(in: root) ?? [] {
      let path = root + "/" + name
      var status = stat()
      // A lock that a killed worker has left beside nothing.
      if name.hasSuffix(BundleCache.lockSuffix) {
        let folder = String(path.dropLast(BundleCache.lockSuffix.count))
        if lstat(folder, &status) != 0 { _ = removeUnused(folder) }
        continue
      }
      guard let size = name.split(separator: "-").last.flatMap({ Int($0) }),
        !name.hasPrefix(BundleCache.passing),
        lstat(path, &status) == 0
      else { continue }
      kept.append((path, size, status.st_mtim))
    }
    var sum = kept.reduce(0) { $0 + $1.size }
    for entry in kept.sorted(by: { ($0.used.tv_sec, $0.used.tv_nsec) < ($1.used.tv_sec, $1.used.tv_nsec) })
    where sum > limit && removeUnused(entry.path) {
      sum -= entry.size
    }
  }

  /// What workers left that were killed while they unpacked.
  private func removeOrphans() {
    for name in FileTree.names(in: root) ?? [] where name.hasPrefix(BundleCache.passing) {
      let path = root + "/" + name
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { FileTree.remove(path) }
      close(descriptor)
    }
  }

  /// Removes a bundle that nobody holds; false where somebody does.
  private func removeUnused(_ path: String) -> Bool {
    guard let lock = lock(path, LOCK_EX | LOCK_NB, makes: true) else { return false }
    defer { close(lock) }
    FileTree.remove(path)
    unlink(path + BundleCache.lockSuffix)
    return true
  }

  /// Makes a folder, unless it is there already.
  private func make(_ folder: String) throws(FileProblem) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failed("make the folder \(folder)") }
    if let problem = problem(folder) {
      throw FileProblem("the program's files cannot be kept in \(folder): \(problem)")
    }
    guard let user else { return }
    guard lchown(folder, .max, user.group) == 0, chmod(folder, 0o710) == 0 else {
      throw failed("let \(user.name) into the folder \(folder)")
    }
  }

  private func problem(_ folder: String) -> String? {
    // A link of somebody else's could lead into any folder of this user's.
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return Errno.text() }
    defer { close(descriptor) }
    guard let trust = FileTrust(descriptor: descriptor) else { return Errno.text() }
    return trust.directoryProblem(folder, allowsSticky: false)
  }

  private func failed(_ what: String) -> FileProblem {
    FileProblem("the worker could not \(what) for the program's files: \(DiskRoom.reason(at: root))")
  }
}
