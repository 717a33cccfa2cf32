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
}
