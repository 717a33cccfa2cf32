internal import Glibc
internal import Platform
internal import SweepModel

/// Files, folders and links as one run of bytes.
///
/// A first line says what they are, one of canonical JSON lists the entries, folders before what is in them, and the
/// contents follow in that order.
struct PackedFiles {
  enum Kind: Hashable {
    case folder(mode: Int)
    case file(mode: Int, size: Int)
    /// The text of a symbolic link.
    case link(String)
  }

  struct Entry: Hashable {
    var path: String
    var kind: Kind

    fileprivate var json: JSONValue {
      switch kind {
      case .folder(let mode): .object(["path": .text(path), "mode": .integer(mode)])
      case .file(let mode, let size):
        .object(["path": .text(path), "mode": .integer(mode), "size": .integer(size)])
      case .link(let target): .object(["path": .text(path), "link": .text(target)])
      }
    }

    /// Nil for what no archive has, such as a path that leads outside.
    fileprivate init?(_ json: JSONValue) {
      guard let path = json["path"]?.text, RelativePath.isInner(path) else { return nil }
      self.path = path
      if let target = json["link"]?.text {
        guard !target.isEmpty, !target.hasPrefix("/"), !target.utf8.contains(0) else { return nil }
        kind = .link(target)
        return
      }
      guard let mode = json["mode"]?.integer, (0...0o777).contains(mode) else { return nil }
      guard let found = json["size"] else {
        kind = .folder(mode: mode)
        return
      }
      guard let size = found.integer, size >= 0 else { return nil }
      kind = .file(mode: mode, size: size)
    }

    init(_ path: String, _ kind: Kind) {
      self.path = path
      self.kind = kind
    }
  }

  /// What a kind of archive is, and how it is spoken of.
  struct Format {
    /// The first line.
    var magic: String
    /// "checkpoint".
    var name: String
    /// Whether there may be links.
    var hasLinks: Bool
  }

  static let checkpoint = Format(magic: "percolate checkpoint 1\n", name: "checkpoint", hasLinks: false)
  static let program = Format(magic: "percolate program 1\n", name: "program's bundle", hasLinks: true)

  private let format: Format
  let entries: [Entry]
  private let bytes: [UInt8]
  private let contents: Int

  /// Puts files together.
  ///
  /// - Parameter contents: of the files among the entries, one after the other.
  static func pack(_ format: Format, _ entries: [Entry], _ contents: [UInt8]) -> [UInt8] {
    Array(format.magic.utf8) + Array(CanonicalJSON.text(json: .list(entries.map(\.json))).utf8)
      + [UInt8(ascii: "\n")] + contents
  }

  /// Reads what ``pack(_:_:_:)`` made.
  init(_ bytes: [UInt8], _ format: Format) throws(FileProblem) {
    let damaged = FileProblem("the \(format.name) is damaged, or another release wrote it")
    guard bytes.starts(with: format.magic.utf8),
      let end = bytes[format.magic.utf8.count...].firstIndex(of: UInt8(ascii: "\n")),
      let list = (try? CanonicalJSON.parseValue(Array(bytes[format.magic.utf8.count..<end])))?.list
    else { throw damaged }
    let entries = list.compactMap(Entry.init)
    var left = bytes.count - end - 1
    for entry in entries {
      switch entry.kind {
      case .file(_, let size):
        guard size <= left else { throw damaged }
        left -= size
      case .link: if !format.hasLinks { throw damaged }
      case .folder: break
      }
    }
    guard entries.count == list.count, left == 0 else { throw damaged }
    self.format = format
    self.entries = entries
    self.bytes = bytes
    contents = end + 1
  }

  /// Unpacks into an empty folder.
  ///
  /// - Parameter isReadOnly: whether nobody may change what lies there; otherwise all has the modes that it had.
  func unpack(into folder: String, isReadOnly: Bool = false) throws(FileProblem) {
    var next = contents
    var folders: [(path: String, mode: mode_t)] = []
    for entry in entries {
      let full = folder + "/" + entry.path
      switch entry.kind {
      case .folder(let mode):
        guard mkdir(full, 0o700) == 0 else { throw failed(entry, in: folder) }
        folders.append((full, isReadOnly ? 0o555 : mode_t(mode)))
      case .file(let mode, let size):
        let file = open(full, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failed(entry, in: folder) }
        defer { close(file) }
        let kept = isReadOnly ? 0o444 | mode & 0o111 : mode
        guard Descriptor.writeAll(file, Array(bytes[next..<(next + size)])), fchmod(file, mode_t(kept)) == 0
        else { throw failed(entry, in: folder) }
        next += size
      case .link: break
      }
    }
    // Once nothing is written any more that could go through one.
    for entry in entries {
      guard case .link(let target) = entry.kind else { continue }
      guard symlink(target, folder + "/" + entry.path) == 0 else { throw failed(entry, in: folder) }
    }
    // A folder that nobody may write into, once all is in it.
    for folder in folders.reversed() where chmod(folder.path, folder.mode) != 0 {
      throw FileProblem("the folder `\(folder.path)` could not be made: \(Errno.text())")
    }
  }

  private func failed(_ entry: Entry, in folder: String) -> FileProblem {
    FileProblem(
      "the \(format.name)'s file `\(entry.path)` could not be written: \(DiskRoom.reason(at: folder))")
  }
}

/// Paths below a folder.
enum RelativePath {
  /// Whether a path stays below its folder and is written in the one way in which it can be.
  static func isInner(_ path: String) -> Bool {
    !path.isEmpty && !path.utf8.contains(0)
      && !path.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
        $0.isEmpty || $0 == "." || $0 == ".."
      })
  }
}
