internal import Glibc
internal import Platform
package import SweepModel

/// Files by the SHA-256 of their content: `artifacts/ab/abcd...`. Equal files are kept once.
package struct ArtifactStore: Sendable, Hashable {
  /// The directory that holds the store.
  package let root: String

  /// Where a file of that digest lies, whether it is there or not.
  package func path(of digest: Digest) -> String {
    let hex = digest.hex
    return "\(root)/\(hex.prefix(2))/\(hex)"
  }

  /// Keeps a file, which is on disk when this returns.
  ///
  /// - Returns: the name to find it by.
  /// - Throws: as ``store(_:flush:)``.
  @discardableResult
  package func store(_ bytes: [UInt8]) throws(JournalError) -> Digest {
    let content = ArtifactContent(bytes)
    try store([content])
    return content.digest
  }

  /// Keeps files, which are all on disk when this returns: one fsync a file, and one a directory.
  ///
  /// A file that is there already is compared, not trusted: a task that runs again because its file was damaged
  /// must be able to mend it.
  ///
  /// - Parameter flush: puts an open file or directory on disk; fsync, unless a test counts.
  /// - Throws: ``JournalError/diskFull(path:freeBytes:doing:)``,
  ///   ``JournalError/tooManyFiles(path:doing:)`` or ``JournalError/unavailable(path:doing:reason:)``. Files
  ///   that were kept before that stay.
  package func store(
    _ contents: [ArtifactContent], flush: (Int32) -> Int32 = fsync
  ) throws(JournalError) {
    var seen: Set<Digest> = []
    var missing: [ArtifactContent] = []
    for content in contents where seen.insert(content.digest).inserted {
      let path = path(of: content.digest)
      if fileSize(path) == content.bytes.count, try JournalFiles.read(path) == content.bytes { continue }
      missing.append(content)
    }
    if missing.isEmpty { return }
    let folders = Set(missing.map { folder(of: $0.digest) })
    try make(folders, flush)
    // Some at a time, because each is open until it is on disk.
    for start in stride(from: 0, to: missing.count, by: 32) {
      try keep(missing[start..<min(start + 32, missing.count)], flush)
    }
    for folder in folders { try JournalFiles.flush(folder, flush) }
  }

  /// Writes some files, puts them on disk and gives them their names.
  private func keep(
    _ contents: ArraySlice<ArtifactContent>, _ flush: (Int32) -> Int32
  ) throws(JournalError) {
    var files: [PendingFile] = []
    var flushed = 0
    do throws(JournalError) {
      for content in contents {
        files.append(
          try JournalFiles.wrapping(folder(of: content.digest)) { () throws(SystemError) in
            try PendingFile(content.bytes, for: path(of: content.digest))
          })
      }
      for file in files {
        // Counted first: a file that cannot be flushed is closed and gone.
        flushed += 1
        try JournalFiles.wrapping(root) { () throws(SystemError) in
          try file.flush(flush)
          try file.rename()
        }
      }
    } catch {
      for file in files[flushed...] { file.discard() }
      throw error
    }
  }

  /// Makes those of some directories that are not there.
  private func make(_ folders: Set<String>, _ flush: (Int32) -> Int32 = fsync) throws(JournalError) {
    var isNew = false
    for folder in folders {
      if mkdir(folder, 0o700) == 0 {
        isNew = true
      } else if errno != EEXIST {
        throw JournalFiles.failure("make the directory", folder, root)
      }
    }
    if isNew { try JournalFiles.flush(root, flush) }
  }

  /// The directory that holds a file of that digest.
  private func folder(of digest: Digest) -> String { "\(root)/\(digest.hex.prefix(2))" }

  /// The directory that holds a file of that digest, which is there when this returns.
  func makeFolder(of digest: Digest) throws(JournalError) -> String {
    let folder = folder(of: digest)
    try make([folder])
    return folder
  }

  /// Removes what killed coordinators left half-written. Only for who holds the directory's lock.
  func removeLeftovers() {
    for folder in DurableFile.names(in: root) { PendingFile.removeLeftovers(in: "\(root)/\(folder)") }
    abandonAll()
  }

  /// Every file that has its name, in order of the digests.
  func digests() -> [Digest] {
    DurableFile.names(in: root).sorted().flatMap { folder in
      DurableFile.names(in: root + "/" + folder).sorted().compactMap { Digest(hex: $0) }
    }
  }

  /// Makes the store itself, where it is not there.
  func makeRoot() throws(JournalError) {
    guard mkdir(root, 0o700) == 0 || errno == EEXIST else {
      throw JournalFiles.failure("make the directory", root, root)
    }
  }

  /// True where a file of that digest lies here, unread.
  package func contains(_ digest: Digest) -> Bool { fileSize(path(of: digest)) != nil }

  /// The content, after it has been hashed again.
  ///
  /// - Throws: ``JournalError/artifactMissing(path:)`` or ``JournalError/artifactDamaged(path:found:)``.
  package func read(_ digest: Digest) throws(JournalError) -> [UInt8] {
    let path = path(of: digest)
    guard let bytes = try JournalFiles.read(path) else { throw .artifactMissing(path: path) }
    let found = Digest(of: bytes)
    guard found == digest else { throw .artifactDamaged(path: path, found: found.hex) }
    return bytes
  }

  /// Removes every file but the named ones: what a killed process left between writing a file and naming it.
  package func keepOnly(_ named: Set<Digest>) {
    for folder in DurableFile.names(in: root) {
      for name in DurableFile.names(in: root + "/" + folder) {
        guard Digest(hex: name).map({ !named.contains($0) }) ?? true else { continue }
        unlink("\(root)/\(folder)/\(name)")
      }
    }
  }

  /// Drops a file that nothing names any more, such as a checkpoint that was replaced.
  package func remove(_ digest: Digest) {
    DiskFreeThread.assertNotCurrent("remove \(digest.hex)")
    unlink(path(of: digest))
  }
}
