internal import Glibc
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
  /// - Throws: ``JournalError/diskFull(path:freeBytes:doing:)`` or
  ///   ``JournalError/unavailable(path:doing:reason:)``.
  @discardableResult
  package func store(_ bytes: [UInt8]) throws(JournalError) -> Digest {
    let digest = Digest(of: bytes)
    let path = path(of: digest)
    // Compared, not trusted: a task that runs again because its file was damaged must be able to mend it.
    if fileSize(path) == bytes.count, try DurableFile.read(path) == bytes { return digest }
    try DurableFile.write(bytes, to: path, in: folder(of: digest))
    return digest
  }

  /// The directory that holds a file of that digest, which is there when this returns.
  func folder(of digest: Digest) throws(JournalError) -> String {
    let folder = "\(root)/\(digest.hex.prefix(2))"
    if mkdir(folder, 0o700) == 0 {
      try DurableFile.flush(root)
    } else if errno != EEXIST {
      throw DurableFile.failure("make the directory", folder, root)
    }
    return folder
  }

  /// True where a file of that digest lies here, unread.
  package func contains(_ digest: Digest) -> Bool { fileSize(path(of: digest)) != nil }

  /// The content, after it has been hashed again.
  ///
  /// - Throws: ``JournalError/artifactMissing(path:)`` or ``JournalError/artifactDamaged(path:found:)``.
  package func read(_ digest: Digest) throws(JournalError) -> [UInt8] {
    let path = path(of: digest)
    guard let bytes = try DurableFile.read(path) else { throw .artifactMissing(path: path) }
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
  package func remove(_ digest: Digest) { unlink(path(of: digest)) }
}
