internal import Glibc
internal import Platform
package import SweepModel

/// Files that arrive under the name of what they have to become, and of which some may go again.
extension ArtifactStore {
  /// Makes the store's directory, where it is made only once it is needed.
  package func prepare() throws(JournalError) {
    guard mkdir(root, 0o700) == 0 || errno == EEXIST else {
      throw JournalFiles.failure("make the directory", root, DurableFile.directory(of: root))
    }
  }

  /// Bytes that are there of a file that is arriving; nil where there is none.
  package func arrived(_ arrival: String) -> Int? { fileSize("\(root)/arriving/\(arrival)") }

  /// SHA-256 of a file that has arrived.
  package func digest(ofArrival arrival: String) throws(JournalError) -> Digest {
    let path = "\(root)/arriving/\(arrival)"
    DiskFreeThread.assertNotCurrent("read \(path)")
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFiles.failure("open", path, root) }
    defer { close(descriptor) }
    var stream = DigestStream()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
      stream.append(buffer[..<count])
    }
    return stream.digest
  }

  /// Forgets files that are arriving, but for those that grew last.
  package func abandonOldest(keeping count: Int) {
    let arriving = "\(root)/arriving"
    for name in ArtifactStore.newestFirst(in: arriving).dropFirst(count) { abandon(name) }
  }

  /// Removes all but the named files, and those that came last.
  package func keep(_ named: Set<Digest>, andNewest count: Int) {
    DiskFreeThread.assertNotCurrent("remove files from \(root)")
    var spare: [(path: String, changed: timespec)] = []
    for folder in DurableFile.names(in: root) where folder.utf8.count == 2 {
      for name in DurableFile.names(in: "\(root)/\(folder)") {
        guard let digest = Digest(hex: name), !named.contains(digest) else { continue }
        let path = "\(root)/\(folder)/\(name)"
        var status = stat()
        if lstat(path, &status) == 0 { spare.append((path, status.st_mtim)) }
      }
    }
    for file in spare.sorted(by: { ArtifactStore.isLater($0.changed, $1.changed) }).dropFirst(count) {
      unlink(file.path)
    }
  }

  private static func newestFirst(in folder: String) -> [String] {
    DurableFile.names(in: folder).compactMap { name -> (name: String, changed: timespec)? in
      var status = stat()
      return lstat("\(folder)/\(name)", &status) == 0 ? (name, status.st_mtim) : nil
    }.sorted { isLater($0.changed, $1.changed) }.map(\.name)
  }

  private static func isLater(_ one: timespec, _ other: timespec) -> Bool {
    (one.tv_sec, one.tv_nsec) > (other.tv_sec, other.tv_nsec)
  }
}
