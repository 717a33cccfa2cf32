package import SweepModel

extension JournalReader {
  /// The content of a file that a task left, wherever it lies, after it has been hashed again.
  ///
  /// Small ones are in the journal, large ones and those of older versions are files. A copy that is damaged in
  /// one place is passed over for a good one in the other.
  ///
  /// - Throws: ``JournalError/artifactMissing(path:)`` or ``JournalError/artifactDamaged(path:found:)``.
  package func artifact(_ digest: Digest) throws(JournalError) -> [UInt8] {
    let stored = try read("read an artifact") { try Contents($0).bytes(of: digest) }
    guard let stored else { return try directory.artifacts.read(digest) }
    let found = Digest(of: stored)
    if found == digest { return stored }
    if directory.artifacts.contains(digest) { return try directory.artifacts.read(digest) }
    throw .artifactDamaged(path: "\(digest.hex) in \(directory.journalPath)", found: found.hex)
  }

  /// A piece of such a file, or of the files that a program brings, so that nobody has to hold a large one in memory. Pieces of large files are not hashed:
  /// who puts them together checks the digest.
  ///
  /// - Returns: at most `count` bytes from `offset` on, none behind the end, and the bytes of the whole file.
  /// - Throws: as ``artifact(_:)``.
  package func artifact(
    _ digest: Digest, from offset: Int, count: Int
  ) throws(JournalError) -> (bytes: [UInt8], size: Int) {
    if let size = fileSize(directory.files.path(of: digest)),
      let bytes = directory.files.read(digest, from: max(0, offset), count: count)
    {
      return (bytes, size)
    }
    let path = directory.artifacts.path(of: digest)
    if let size = fileSize(path), size > ArtifactContent.journalLimit {
      guard let bytes = directory.artifacts.read(digest, from: max(0, offset), count: count) else {
        throw .artifactMissing(path: path)
      }
      return (bytes, size)
    }
    let whole = try artifact(digest)
    return (Array(whole.dropFirst(max(0, offset)).prefix(count)), whole.count)
  }
}
