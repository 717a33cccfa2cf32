internal import Foundation
internal import Glibc
internal import Platform
package import SweepModel

/// Files of programs on a worker's local disk, unpacked and read-only, which all workers of one user on a machine share.
///
/// Each lies in a folder named by its digest and size. Whoever uses one holds a shared lock on its folder; when there is
/// too much, those go that nobody holds, the longest unused first.
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
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var opened = stat()
    var named = stat()
    // It may have been removed before it was locked.
    guard flock(descriptor, LOCK_SH) == 0, fstat(descriptor, &opened) == 0, lstat(path, &named) == 0,
      opened.st_ino == named.st_ino
    else {
      close(descriptor)
      return nil
    }
    // When it was used last. Where that cannot be noted it only goes earlier.
    futimens(descriptor, nil)
    return Held(path, descriptor)
  }

  /// Unpacks a bundle, unless it is here already.
  ///
  /// - Parameter bytes: those that the bundle names; who got them has checked that.
  package func add(_ bytes: [UInt8], _ bundle: ProgramBundle) throws(FileProblem) -> Held {
    if let held = hold(bundle) { return held }
    for folder in [parent, root] { try make(folder) }
    removeOrphans()
    let (passing, descriptor) = try makePassing()
    do throws(FileProblem) { try FileBundle.unpack(bytes, into: passing, isReadOnly: true) } catch {
      FileTree.remove(passing)
      close(descriptor)
      throw error
    }
    let path = path(of: bundle)
    guard rename(passing, path) == 0 else {
      let problem = failed("name the folder \(path)")
      FileTree.remove(passing)
      close(descriptor)
      // Another worker was faster.
      if let held = hold(bundle) { return held }
      throw problem
    }
    fchmod(descriptor, 0o555)
    let held = Held(path, descriptor)
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
      _ = removeUnused(root + "/" + name)
    }
  }

  /// Removes a folder that nobody holds; false where somebody does.
  private func removeUnused(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
    FileTree.remove(path)
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
