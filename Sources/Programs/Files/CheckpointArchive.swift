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
  ///   - owner: whose all of it has to be; nil for anybody's.
  static func pack(
    _ name: String, in folder: String, limit: Int, owner: UInt32? = nil
  ) throws(FileProblem) -> [UInt8] {
    let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { throw FileProblem("`\(name)` cannot be read: \(Errno.text())") }
    defer { close(parent) }
    var packing = Packing(limit: limit, owner: owner)
    try packing.add(name, in: parent, name, depth: 0)
    return PackedFiles.pack(PackedFiles.checkpoint, packing.entries, packing.contents)
  }

  /// What was packed so far. All is reached from its open folder, so that a process which changes the tree meanwhile leads
  /// nowhere else.
  private struct Packing {
    let limit: Int
    let owner: UInt32?
    var entries: [PackedFiles.Entry] = []
    var contents: [UInt8] = []

    init(limit: Int, owner: UInt32?) {
      self.limit = limit
      self.owner = owner
    }

    /// - Parameter path: of the entry, in the archive.
    mutating func add(_ name: String, in folder: Int32, _ path: String, depth: Int) throws(FileProblem) {
      guard entries.count < entryLimit, depth < 64 else {
        throw FileProblem("`\(path)` has more than \(entryLimit) files, or folders 64 deep")
      }
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw FileProblem("`\(path)` is not there: \(Errno.text())")
      }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      guard isFolder || status.st_mode & S_IFMT == S_IFREG else {
        throw FileProblem("`\(path)` is neither a file nor a folder")
      }
      let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (isFolder ? O_DIRECTORY : O_NONBLOCK)
      let entry = openat(folder, name, flags)
      guard entry >= 0, fstat(entry, &status) == 0 else {
        let problem = FileProblem("`\(path)` cannot be read: \(Errno.text())")
        if entry >= 0 { close(entry) }
        throw problem
      }
      defer { close(entry) }
      let mode = Int(status.st_mode & 0o777)
      guard isFolder else {
        let bytes = try InnerFile.content(of: entry, path, limit: limit - contents.count, owner: owner)
        entries.append(.init(path, .file(mode: mode, size: bytes.count)))
        contents += bytes
        return
      }
      entries.append(.init(path, .folder(mode: mode)))
      guard let names = FileTree.names(of: entry) else {
        throw FileProblem("`\(path)` cannot be read: \(Errno.text())")
      }
      for name in names { try add(name, in: entry, path + "/" + name, depth: depth + 1) }
    }
  }

  /// Unpacks into an empty folder.
  ///
  /// - Parameter user: who gets it, with the folder; nil for this process's own user. Nothing of its may run yet that
  ///   could reach the folder.
  /// - Returns: the path of what was packed.
  static func unpack(
    _ bytes: [UInt8], into folder: String, for user: ProgramUser? = nil
  ) throws(FileProblem) -> String {
    let packed = try PackedFiles(bytes, PackedFiles.checkpoint)
    guard let first = packed.entries.first?.path, !first.contains("/"),
      packed.entries.dropFirst().allSatisfy({ $0.path.hasPrefix(first + "/") })
    else { throw FileProblem("the checkpoint is damaged, or another release wrote it") }
    try packed.unpack(into: folder)
    if let user {
      for path in packed.entries.map({ folder + "/" + $0.path }) + [folder]
      where lchown(path, user.id, user.group) != 0 {
        throw FileProblem("`\(path)` could not be given to \(user.name): \(Errno.text())")
      }
    }
    return folder + "/" + first
  }
}
