internal import Glibc
internal import Platform
internal import SweepModel

/// Where one coordinator keeps everything that must outlive it, on a local disk.
///
/// Its owner's alone, because it holds keys: one that others own or write in is refused.
package struct DataDirectory: Sendable, Hashable {
  /// The directory as it was given, without a slash at its end.
  package let path: String

  /// Makes the directory and what belongs in it, each with mode 0700, where they do not exist yet.
  ///
  /// - Throws: ``JournalError/unavailable(path:doing:reason:)``, also where others own one of them or may write
  ///   in it.
  package static func create(at path: String) throws(JournalError) -> DataDirectory {
    let directory = DataDirectory(path: trimmed(path))
    var prefix = ""
    for part in directory.path.split(separator: "/", omittingEmptySubsequences: false) {
      prefix += prefix.isEmpty && part.isEmpty ? "/" : (prefix.isEmpty || prefix == "/" ? "" : "/") + part
      if !prefix.isEmpty { try make(prefix) }
    }
    // Before anything is put into it: a directory that was there may be a trap.
    try check(directory.path)
    for path in [directory.keysPath, directory.artifactsPath, directory.checkpointsPath] {
      try make(path)
      try check(path)
    }
    return directory
  }

  /// A directory that a coordinator has used, for those who only read.
  ///
  /// - Throws: ``JournalError/missing(path:)``.
  package static func existing(at path: String) throws(JournalError) -> DataDirectory {
    let directory = DataDirectory(path: trimmed(path))
    let traces = [directory.journalPath, directory.writeAheadLogPath, directory.markPath]
    guard traces.contains(where: { fileSize($0) != nil }) else {
      throw .missing(path: directory.journalPath)
    }
    return directory
  }

  /// Bytes of the journal with its log; 0 where it cannot be looked at.
  package var journalBytes: Int { (fileSize(journalPath) ?? 0) + (fileSize(writeAheadLogPath) ?? 0) }

  /// Whether a coordinator, in this process or another, holds the lock.
  var isInUse: Bool {
    let descriptor = open(lockPath, O_RDONLY | O_CLOEXEC)
    // Who cannot look must not take the directory for one at rest.
    guard descriptor >= 0 else { return isOutOfDescriptors(errno) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    flock(descriptor, LOCK_UN)
    return false
  }

  /// Whether a coordinator has left anything here besides the journal.
  var hasTraces: Bool {
    DurableFile.names(in: path).contains { $0.hasSuffix(".access.json") }
      || [keysPath, checkpointsPath].contains { !DurableFile.names(in: $0).isEmpty }
      || DurableFile.names(in: artifactsPath).contains {
        !DurableFile.names(in: "\(artifactsPath)/\($0)").isEmpty
      }
  }

  /// The SQLite file.
  package var journalPath: String { path + "/journal.sqlite" }
  /// Files by content hash.
  package var artifactsPath: String { path + "/artifacts" }
  /// Where the store of checkpoints lies.
  package var checkpointsPath: String { path + "/checkpoints" }
  /// Where the files that programs bring lie, once there are any.
  package var filesPath: String { path + "/files" }
  /// The coordinator's own key pair and the access files.
  package var keysPath: String { path + "/keys" }
  /// The access file that commands on the coordinator's own machine use.
  package var ownerAccessPath: String { keysPath + "/owner.access.json" }
  /// Held locked by the coordinator for as long as it lives.
  package var lockPath: String { path + "/lock" }
  /// How much has been acknowledged, see ``MarkFile``.
  var markPath: String { path + "/journal.mark" }
  /// A hash of every page of the journal, see ``PageSums``.
  var sumsPath: String { path + "/journal.sums" }
  /// Up to schema version 2 there from the first write until a clean close: then a missing log is a loss.
  var openMarkerPath: String { path + "/journal.open" }
  /// SQLite's write-ahead log.
  var writeAheadLogPath: String { journalPath + "-wal" }

  /// The stored files.
  package var artifacts: ArtifactStore { ArtifactStore(root: artifactsPath) }
  /// Checkpoints of unfinished tasks. Apart from the artifacts, because they are removed again.
  package var checkpoints: ArtifactStore { ArtifactStore(root: checkpointsPath) }
  /// Files that programs bring, packed. Apart from the artifacts, because those that no sweep names go again.
  package var files: ArtifactStore { ArtifactStore(root: filesPath) }

  /// The name of the network file system that the directory lies on ("nfs4", "lustre"), or nil for a local
  /// disk.
  ///
  /// SQLite's shared memory and file locks do not work between hosts, so this deserves a warning.
  package var networkFileSystem: String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    guard let mounts = try? JournalFiles.read("/proc/self/mounts") else { return nil }
    return MountTable(String(decoding: mounts, as: UTF8.self)).networkType(of: String(cString: resolved))
  }

  private static func trimmed(_ path: String) -> String {
    var path = path.isEmpty ? "." : path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  private static func check(_ path: String) throws(JournalError) {
    guard let trust = FileTrust(path: path) else {
      throw .unavailable(path: path, doing: "look at", reason: Errno.text())
    }
    if let problem = trust.directoryProblem(path, allowsSticky: false) {
      throw .unavailable(path: path, doing: "keep keys and results in", reason: problem)
    }
  }

  private static func make(_ path: String) throws(JournalError) {
    if mkdir(path, 0o700) == 0 { return }
    let code = errno
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { return }
    throw .unavailable(
      path: path, doing: "make the directory",
      reason: exists ? "a file of that name exists" : Errno.text(code))
  }
}
