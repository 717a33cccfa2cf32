internal import Foundation
internal import Glibc
internal import Platform
internal import SweepModel
internal import Transport

/// Results on the worker's own disk, for as long as no coordinator has them on its own.
///
/// Each worker has its own folder, locked while it lives. A worker that starts adopts the folders of its
/// coordinator's workers that nobody holds any more: another coordinator would say that it does not know the
/// tasks, which reads as an acknowledgement.
final class ResultSpool {
  private let folder: String
  private let directory: String
  private var parent: String { (folder as NSString).deletingLastPathComponent }
  private var lock: Int32 = -1
  /// Where results that are not from this life lie.
  private var adopted: [LeaseKey: String] = [:]
  private var adoptedLocks: [(folder: String, descriptor: Int32)] = []

  /// Makes this worker's folder below `directory`.
  ///
  /// - Parameter coordinator: what tells coordinators apart: the public key, or the address where it has none.
  /// - Throws: ``WorkerError`` where it cannot be made or locked, or where others could have planted results.
  init(directory: String, coordinator: String, name: String) throws(WorkerError) {
    self.directory = directory
    let parent = directory + "/results-" + Digest(of: coordinator.utf8).hex.prefix(12)
    folder = parent + "/spool-" + name
    for path in [directory, parent, folder] { try ResultSpool.makePrivateFolder(path) }
    guard let descriptor = ResultSpool.takeLock(folder) else {
      throw .configuration("another worker holds \(folder); name another one with --directory")
    }
    lock = descriptor
  }

  deinit {
    for (folder, descriptor) in adoptedLocks {
      ResultSpool.removeIfEmpty(folder)
      close(descriptor)
    }
    ResultSpool.removeIfEmpty(folder)
    if lock >= 0 { close(lock) }
    // Those above it as well, where nobody else keeps anything there.
    if rmdir(parent) == 0 { rmdir(directory) }
  }

  /// Results that dead workers left in the same directory. What cannot be read is left where it is.
  func adopt() -> [KeptResult] {
    var results: [KeptResult] = []
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    where name.hasPrefix("spool-") {
      let other = parent + "/" + name
      guard other != folder, ResultSpool.problem(other) == nil, let descriptor = ResultSpool.takeLock(other)
      else {
        continue
      }
      adoptedLocks.append((other, descriptor))
      for file in (try? FileManager.default.contentsOfDirectory(atPath: other)) ?? [] {
        let path = other + "/" + file
        guard let data = FileManager.default.contents(atPath: path),
          let kept = KeptResult(file: file, content: [UInt8](data))
        else { continue }
        adopted[kept.lease] = path
        results.append(kept)
      }
    }
    return results
  }

  /// Writes a result with what it streamed; it is on disk when this returns.
  ///
  /// - Throws: ``PrivateFile/Failure`` or ``WireError``.
  func keep(_ kept: KeptResult) throws {
    guard adopted[kept.lease] == nil else { return }
    try PrivateFile.write(kept.content(), to: path(kept.lease))
  }

  /// Removes a result that the coordinator has on disk.
  func forget(_ key: LeaseKey) { unlink(adopted.removeValue(forKey: key) ?? path(key)) }

  private func path(_ key: LeaseKey) -> String {
    "\(folder)/\(Hexadecimal.text(key.task))-\(key.attempt)\(KeptResult.fileEnding)"
  }

  private static func takeLock(_ folder: String) -> Int32? {
    let descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Fails, as it should, while results are left.
  private static func removeIfEmpty(_ folder: String) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard !files.contains(where: { $0 != "lock" }) else { return }
    unlink(folder + "/lock")
    rmdir(folder)
  }

  private static func makePrivateFolder(_ path: String) throws(WorkerError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .configuration("cannot make the folder \(path): \(error.localizedDescription)")
    }
    // In a shared /tmp somebody else could have made it first, and would read and plant results.
    if let problem = problem(path) {
      throw .configuration("the folder \(path) cannot be used: \(problem); name another one with --directory")
    }
  }

  /// Why results must not be kept in the folder or taken from it; nil where it is this user's alone.
  private static func problem(_ path: String) -> String? {
    guard let trust = FileTrust(path: path) else { return Errno.text() }
    // Root's folders are trusted as well, but nobody else could write in them.
    guard trust.owner == geteuid() else { return "it belongs to another user (\(trust.owner))" }
    return trust.directoryProblem(path, allowsSticky: false)
  }
}
