internal import GRDB
internal import Glibc
internal import Platform
internal import SweepModel

/// A copy of a data directory that fits together, also of one that a coordinator is working on.
///
/// The journal is copied as it is at one moment (`VACUUM INTO`, which a writer neither waits for nor holds up), then
/// every file that this copy names, each hashed on the way. The copy is opened and checked like any journal before it
/// gets its name: a backup that is there is whole, and one that was killed half-way is not there.
package struct DirectoryBackup: Sendable, Hashable {
  package var sweeps = 0
  package var tasks = 0
  package var results = 0
  /// Files that tasks left, programs' files and checkpoints that were copied, and their bytes; the journal is not among
  /// them.
  package var files = 0
  package var bytes = 0
  /// Bytes of the copied journal.
  package var journalBytes = 0
  /// Files that the journal names and that are missing or damaged in the source, as sentences.
  package var losses: [String] = []
  /// Checkpoints that were replaced meanwhile: those tasks go on from their beginning.
  package var checkpointsLost = 0

  /// Copies a data directory.
  ///
  /// - Parameters:
  ///   - target: the directory to make; it may exist if it is empty.
  ///   - version: of percolate, for the copy's own record of who opened it.
  /// - Throws: ``JournalError``; then nothing is left at the target.
  package static func make(
    of source: DataDirectory, at target: String, version: String
  ) throws(JournalError) -> DirectoryBackup {
    let target = target.count > 1 && target.hasSuffix("/") ? String(target.dropLast()) : target
    try checkTarget(target, source)
    let staging = try StagingDirectory(for: target)
    do throws(JournalError) {
      var backup = DirectoryBackup()
      let copy = try DataDirectory.create(at: staging.path)
      try JournalReader.open(at: source).copy(to: copy.journalPath)
      try DataDirectory.flushFile(copy.journalPath)
      // Sweeps whose submission has not finished are deleted, and the copy gets a mark and page sums of its own.
      let journal = try Journal.open(copy.lock(), percolateVersion: version, accepting: true)
      try backup.copyFiles(named: journal, from: source, to: copy)
      try backup.copyKeys(from: source, to: copy)
      try journal.close()
      // As everybody who reads it will.
      let counts = try JournalReader.open(at: copy).counts()
      (backup.sweeps, backup.tasks, backup.results) = (counts.sweeps, counts.tasks, counts.results)
      backup.journalBytes = fileSize(copy.journalPath) ?? 0
      unlink(copy.lockPath)
      try staging.finish()
      return backup
    } catch {
      staging.abandon()
      throw error
    }
  }

  private static func checkTarget(_ target: String, _ source: DataDirectory) throws(JournalError) {
    let name = target.split(separator: "/").last ?? ""
    let isInside = resolved(DurableFile.directory(of: target)).hasPrefix(resolved(source.path))
    guard !["", ".", ".."].contains(name), !isInside else {
      throw .unavailable(
        path: target, doing: "back up to",
        reason: "it lies in the data directory, or has no name of its own; give a new name elsewhere")
    }
    var status = stat()
    guard lstat(target, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR, DurableFile.names(in: target).isEmpty else {
      throw .unavailable(
        path: target, doing: "back up to",
        reason: "it exists and is not an empty directory; give a new name, such as one with the date")
    }
  }

  /// The path without links, and with a slash at its end.
  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path + "/" }
    defer { free(resolved) }
    return String(cString: resolved) + "/"
  }

  private mutating func copyFiles(
    named journal: Journal, from source: DataDirectory, to copy: DataDirectory
  ) throws(JournalError) {
    for digest in try journal.largeArtifacts() {
      if let loss = try copyFile(digest, from: source.artifacts, to: copy.artifacts) {
        losses.append("\(loss)")
      }
    }
    // A program's files have no row of their own: those that lie there are those that sweeps name.
    for digest in source.files.digests() {
      if let loss = try copyFile(digest, from: source.files, to: copy.files) { losses.append("\(loss)") }
    }
    for (task, record) in try journal.storedCheckpoints() {
      guard try copyFile(record.digest, from: source.checkpoints, to: copy.checkpoints) != nil else {
        continue
      }
      checkpointsLost += 1
      try journal.forgetCheckpoint(of: task)
    }
  }

  /// - Returns: why the file cannot be had, where the source has none of that name, or a damaged one.
  private mutating func copyFile(
    _ digest: Digest, from source: ArtifactStore, to copy: ArtifactStore
  ) throws(JournalError) -> JournalError? {
    let bytes: [UInt8]
    do throws(JournalError) { bytes = try source.read(digest) } catch {
      switch error {
      case .artifactMissing, .artifactDamaged: return error
      default: throw error
      }
    }
    try copy.makeRoot()
    try copy.store(bytes)
    files += 1
    self.bytes += bytes.count
    return nil
  }

  /// The coordinator's keys and the access files, so that workers and clients reach a restored coordinator.
  private func copyKeys(from source: DataDirectory, to copy: DataDirectory) throws(JournalError) {
    for name in DurableFile.names(in: source.keysPath).sorted() {
      guard let bytes = try JournalFiles.read("\(source.keysPath)/\(name)") else { continue }
      try JournalFiles.write(bytes, to: "\(copy.keysPath)/\(name)", in: copy.keysPath)
    }
    for name in DurableFile.names(in: source.path).sorted() where name.hasSuffix(".access.json") {
      guard let bytes = try JournalFiles.read("\(source.path)/\(name)") else { continue }
      try JournalFiles.write(bytes, to: "\(copy.path)/\(name)", in: copy.path)
    }
  }
}

extension DataDirectory {
  /// Puts a file on disk that another part of the program wrote.
  static func flushFile(_ path: String) throws(JournalError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFiles.failure("open", path, path) }
    let synced = fsync(descriptor)
    guard close(descriptor) == 0, synced == 0 else { throw JournalFiles.failure("flush", path, path) }
  }
}

extension JournalReader {
  /// How much of each kind there is, as every transaction counts it.
  package func counts() throws(JournalError) -> (sweeps: Int, tasks: Int, results: Int) {
    try read("read the counts") { database in
      let counts = try Ledger(database).counts
      return (counts.sweeps, counts.tasks, counts.results)
    }
  }
}
