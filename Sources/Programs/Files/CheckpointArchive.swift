internal import Glibc
internal import Platform
internal import SweepModel

/// A file, or a folder with all that is in it, as one run of bytes.
///
/// A line of canonical JSON lists the entries (path, mode, size; a folder has no size), and their contents follow in that
/// order. Links and devices are refused: a checkpoint has to be whole on another machine.
enum CheckpointArchive {
  struct Problem: Error, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
  }

  private static let magic = "percolate checkpoint 1\n"
  private static let entryLimit = 100_000

  private struct Entry {
    var path: String
    var mode: Int
    /// Nil for a folder.
    var size: Int?

    var json: JSONValue {
      var members: [String: JSONValue] = ["path": .text(path), "mode": .integer(mode)]
      if let size { members["size"] = .integer(size) }
      return .object(members)
    }
  }

  /// Packs what lies at a folder's entry.
  ///
  /// - Parameters:
  ///   - name: one name, which is kept.
  ///   - limit: bytes of all contents at most.
  static func pack(_ name: String, in folder: String, limit: Int) throws(Problem) -> [UInt8] {
    var entries: [Entry] = []
    var contents: [UInt8] = []
    try add(name, in: folder, limit: limit, depth: 0, &entries, &contents)
    let header = CanonicalJSON.text(json: .list(entries.map(\.json))) + "\n"
    return Array(magic.utf8) + Array(header.utf8) + contents
  }

  private static func add(
    _ path: String, in folder: String, limit: Int, depth: Int, _ entries: inout [Entry],
    _ contents: inout [UInt8]
  ) throws(Problem) {
    let full = folder + "/" + path
    var status = stat()
    guard lstat(full, &status) == 0 else {
      throw Problem("`\(path)` is not there: \(Errno.text())")
    }
    guard entries.count < entryLimit, depth < 64 else {
      throw Problem("`\(path)` has more than \(entryLimit) files, or folders 64 deep")
    }
    let mode = Int(status.st_mode & 0o777)
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      entries.append(Entry(path: path, mode: mode))
      guard let names = FileTree.names(in: full) else {
        throw Problem("`\(path)` cannot be read: \(Errno.text())")
      }
      for name in names {
        try add(path + "/" + name, in: folder, limit: limit, depth: depth + 1, &entries, &contents)
      }
    case S_IFREG:
      let bytes: [UInt8]
      do throws(InnerFile.Problem) {
        bytes = try InnerFile.read(path, below: folder, limit: limit - contents.count)
      } catch {
        throw Problem(error.description)
      }
      entries.append(Entry(path: path, mode: mode, size: bytes.count))
      contents += bytes
    default: throw Problem("`\(path)` is neither a file nor a folder")
    }
  }

  /// Unpacks into an empty folder.
  ///
  /// - Returns: the path of what was packed.
  static func unpack(_ bytes: [UInt8], into folder: String) throws(Problem) -> String {
    let damaged = Problem("the checkpoint is damaged, or another release wrote it")
    guard bytes.starts(with: magic.utf8),
      let end = bytes[magic.utf8.count...].firstIndex(of: UInt8(ascii: "\n")),
      let list = (try? CanonicalJSON.parseValue(Array(bytes[magic.utf8.count..<end])))?.list,
      let first = list.first?["path"]?.text
    else { throw damaged }
    var next = end + 1
    var folders: [(path: String, mode: Int)] = []
    for json in list {
      guard let path = json["path"]?.text, let mode = json["mode"]?.integer, (0...0o777).contains(mode),
        path == first || path.hasPrefix(first + "/"),
        !path.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
          $0.isEmpty || $0 == "." || $0 == ".." || $0.utf8.contains(0)
        })
      else { throw damaged }
      let full = folder + "/" + path
      guard let size = json["size"]?.integer else {
        guard mkdir(full, 0o700) == 0 else { throw failed(path) }
        folders.append((full, mode))
        continue
      }
      guard size >= 0, size <= bytes.count - next else { throw damaged }
      let file = open(full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode | 0o600))
      guard file >= 0 else { throw failed(path) }
      defer { close(file) }
      guard Descriptor.writeAll(file, Array(bytes[next..<(next + size)])), fchmod(file, mode_t(mode)) == 0
      else {
        throw failed(path)
      }
      next += size
    }
    guard next == bytes.count else { throw damaged }
    // A folder that nobody may write into, once all is in it.
    for folder in folders.reversed() where chmod(folder.path, mode_t(folder.mode)) != 0 {
      throw failed(folder.path)
    }
    return folder + "/" + first
  }

  private static func failed(_ path: String) -> Problem {
    Problem("the checkpoint's file `\(path)` could not be written: \(Errno.text())")
  }
}
