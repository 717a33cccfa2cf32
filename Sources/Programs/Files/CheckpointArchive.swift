internal import Glibc
internal import Platform
internal import SweepModel

/// A file, or a folder with all that is in it, as one run of bytes. Links and devices are refused: a checkpoint has to
/// be whole on another machine.
enum CheckpointArchive {
  private static let entryLimit = 100_000

  /// Packs what lies at a folder's entry.
  ///
  /// - Parameters:
  ///   - name: one name, which is kept.
  ///   - limit: bytes of all contents at most.
  static func pack(_ name: String, in folder: String, limit: Int) throws(FileProblem) -> [UInt8] {
    var entries: [PackedFiles.Entry] = []
    var contents: [UInt8] = []
    try add(name, in: folder, limit: limit, depth: 0, &entries, &contents)
    return PackedFiles.pack(PackedFiles.checkpoint, entries, contents)
  }

  private static func add(
    _ path: String, in folder: String, limit: Int, depth: Int, _ entries: inout [PackedFiles.Entry],
    _ contents: inout [UInt8]
  ) throws(FileProblem) {
    let full = folder + "/" + path
    var status = stat()
    guard lstat(full, &status) == 0 else {
      throw FileProblem("`\(path)` is not there: \(Errno.text())")
    }
    guard entries.count < entryLimit, depth < 64 else {
      throw FileProblem("`\(path)` has more than \(entryLimit) files, or folders 64 deep")
    }
    let mode = Int(status.st_mode & 0o777)
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      entries.append(.init(path, .folder(mode: mode)))
      guard let names = FileTree.names(in: full) else {
        throw FileProblem("`\(path)` cannot be read: \(Errno.text())")
      }
      for name in names {
        try add(path + "/" + name, in: folder, limit: limit, depth: depth + 1, &entries, &contents)
      }
    case S_IFREG:
      let bytes = try InnerFile.read(path, below: folder, limit: limit - contents.count)
      entries.append(.init(path, .file(mode: mode, size: bytes.count)))
      contents += bytes
    default: throw FileProblem("`\(path)` is neither a file nor a folder")
    }
  }

  /// Unpacks into an empty folder.
  ///
  /// - Returns: the path of what was packed.
  static func unpack(_ bytes: [UInt8], into folder: String) throws(FileProblem) -> String {
    let packed = try PackedFiles(bytes, PackedFiles.checkpoint)
    guard let first = packed.entries.first?.path, !first.contains("/"),
      packed.entries.dropFirst().allSatisfy({ $0.path.hasPrefix(first + "/") })
    else { throw FileProblem("the checkpoint is damaged, or another release wrote it") }
    try packed.unpack(into: folder)
    return folder + "/" + first
  }
}
