internal import Glibc
internal import Platform
package import SweepModel

/// The files that a program brings, packed so that equal files are equal bytes: of modes only whether a file can be
/// executed is kept, of times nothing.
package enum FileBundle {
  /// Why files cannot be packed.
  package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which of the names that were given is meant; nil for what they are together.
    package var name: Int?
    package var description: String
  }

  /// Packs files and folders.
  ///
  /// - Parameters:
  ///   - names: paths below the folder; `.` for all of it. They are taken even where a pattern leaves them out.
  ///   - folder: where the paths start.
  ///   - excluding: patterns of what to leave out of folders, see ``IgnoreRules``.
  ///   - limit: bytes of all files at most.
  package static func pack(
    _ names: [String], in folder: String, excluding: [String] = [], limit: Int = ProgramBundle.contentLimit
  ) throws(Problem) -> [UInt8] {
    var walk = Walk(folder: folder, rules: IgnoreRules(excluding), limit: limit)
    for (index, name) in names.enumerated() { try walk.add(name, index) }
    return try walk.packed()
  }

  /// The name of packed files.
  package static func name(of bytes: [UInt8]) -> ProgramBundle {
    ProgramBundle(digest: Digest(of: bytes), size: bytes.count)
  }

  /// Unpacks into an empty folder.
  ///
  /// - Parameter isReadOnly: whether nobody may change what lies there.
  package static func unpack(
    _ bytes: [UInt8], into folder: String, isReadOnly: Bool = false
  ) throws(FileProblem) {
    try PackedFiles(bytes, PackedFiles.program).unpack(into: folder, isReadOnly: isReadOnly)
  }

  /// The paths of files and links in packed files, sorted.
  package static func paths(in bytes: [UInt8]) throws(FileProblem) -> [String] {
    try PackedFiles(bytes, PackedFiles.program).entries.compactMap {
      if case .folder = $0.kind { nil } else { $0.path }
    }
  }

  /// Collects what is to be packed, before any of it is read.
  private struct Walk {
    let folder: String
    let rules: IgnoreRules
    let limit: Int
    var kinds: [String: PackedFiles.Kind] = [:]
    var bytes = 0

    mutating func add(_ name: String, _ index: Int) throws(Problem) {
      var parts = name.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
      guard !name.isEmpty, !name.hasPrefix("/"), !parts.contains(".."), !name.utf8.contains(0) else {
        throw Problem(
          name: index,
          description: "`\(PlainText.line(name, limit: 200))` lies outside of the folder `\(folder)`")
      }
      if parts.isEmpty { return try add(contentsOf: "", depth: 0, index) }
      let last = parts.removeLast()
      var path = ""
      for part in parts {
        path += (path.isEmpty ? "" : "/") + part
        let status = try look(path, index)
        guard status.st_mode & S_IFMT == S_IFDIR else {
          throw Problem(
            name: index, description: "`\(path)` on the way to `\(name)` is a link or a file, and no folder")
        }
        kinds[path] = .folder(mode: 0o755)
      }
      try add(path + (path.isEmpty ? "" : "/") + last, depth: parts.count, index)
    }

    private func look(_ path: String, _ index: Int) throws(Problem) -> stat {
      var status = stat()
      guard lstat(folder + "/" + path, &status) == 0 else {
        let isMissing = errno == ENOENT
        let what = "`\(path)` " + (isMissing ? "is not there" : "cannot be read: \(Errno.text())")
        throw Problem(name: index, description: "\(what), in the folder `\(folder)`")
      }
      return status
    }

    private mutating func add(contentsOf path: String, depth: Int, _ index: Int) throws(Problem) {
      guard let names = FileTree.names(in: path.isEmpty ? folder : folder + "/" + path) else {
        throw Problem(
          name: index,
          description: "the folder `\(path.isEmpty ? folder : path)` cannot be read: \(Errno.text())")
      }
      for name in names {
        let inner = path.isEmpty ? name : path + "/" + name
        let isFolder = try look(inner, index).st_mode & S_IFMT == S_IFDIR
        if rules.excludes(inner, isFolder: isFolder) { continue }
        try add(inner, depth: depth + 1, index)
      }
    }

    private mutating func add(_ path: String, depth: Int, _ index: Int) throws(Problem) {
      let status = try look(path, index)
      guard kinds.count < ProgramBundle.entryLimit, depth < 64 else {
        throw Problem(
          name: index,
          description:
            "there are more than \(ProgramBundle.entryLimit) files, or folders 64 deep; leave some out with "
            + "`exclude`")
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        kinds[path] = .folder(mode: 0o755)
        try add(contentsOf: path, depth: depth, index)
      case S_IFREG:
        if kinds[path] == nil { bytes += Int(status.st_size) }
        kinds[path] = .file(mode: status.st_mode & 0o111 == 0 ? 0o644 : 0o755, size: Int(status.st_size))
      case S_IFLNK: kinds[path] = .link(try target(path, index))
      default:
        throw Problem(
          name: index,
          description: "`\(path)` is a device, a pipe or a socket; leave it out with `exclude`")
      }
    }

    private func target(_ path: String, _ index: Int) throws(Problem) -> String {
      var buffer = [UInt8](repeating: 0, count: 4097)
      let count = buffer.withUnsafeMutableBytes { raw in
        raw.baseAddress.map {
          readlink(folder + "/" + path, $0.assumingMemoryBound(to: CChar.self), raw.count)
        } ?? -1
      }
      guard count > 0, count < buffer.count else {
        throw Problem(name: index, description: "the link `\(path)` cannot be read: \(Errno.text())")
      }
      return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Where a link leads, by its parts; nil where that is outside, or not packed.
    private func destination(of target: String, from start: [Substring], depth: Int = 0) -> [Substring]? {
      guard !target.hasPrefix("/"), depth < 40 else { return nil }
      var place = start
      for part in target.split(separator: "/") where part != "." {
        if part == ".." {
          guard !place.isEmpty else { return nil }
          place.removeLast()
          continue
        }
        place.append(part)
        switch kinds[place.joined(separator: "/")] {
        case .link(let next):
          guard let there = destination(of: next, from: place.dropLast(), depth: depth + 1) else {
            return nil
          }
          place = there
        case nil: return nil
        case .file, .folder: break
        }
      }
      return place
    }

    func packed() throws(Problem) -> [UInt8] {
      guard bytes <= limit else { throw Problem(name: nil, description: tooMuch) }
      let paths = kinds.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      guard kinds.values.contains(where: { if case .folder = $0 { false } else { true } }) else {
        throw Problem(name: nil, description: "there is nothing in them, or `exclude` leaves all of it out")
      }
      var entries: [PackedFiles.Entry] = []
      var contents: [UInt8] = []
      contents.reserveCapacity(bytes)
      for path in paths {
        switch kinds[path] {
        case .file(let mode, _):
          do throws(FileProblem) {
            let content = try InnerFile.read(path, below: folder, limit: limit - contents.count)
            entries.append(.init(path, .file(mode: mode, size: content.count)))
            contents += content
          } catch { throw Problem(name: nil, description: "the file \(error)") }
        case .folder(let mode): entries.append(.init(path, .folder(mode: mode)))
        case .link(let target):
          guard destination(of: target, from: path.split(separator: "/").dropLast()) != nil else {
            throw Problem(
              name: nil,
              description:
                "the link `\(path)` leads to `\(PlainText.line(target, limit: 200))`, which is not among the "
                + "files; add that, or leave the link out with `exclude`")
          }
          entries.append(.init(path, .link(target)))
        case nil: break
        }
      }
      return PackedFiles.pack(PackedFiles.program, entries, contents)
    }

    /// What takes the most, so that it is seen what to leave out.
    private var tooMuch: String {
      var sizes: [(path: String, size: Int)] = []
      for (path, kind) in kinds { if case .file(_, let size) = kind { sizes.append((path, size)) } }
      let largest = sizes.sorted { ($1.size, $0.path) < ($0.size, $1.path) }.prefix(3).map {
        "\($0.path) (\(ByteCount.format($0.size)))"
      }
      return
        "they have \(ByteCount.format(bytes)), of which at most \(ByteCount.format(limit)) are sent; the largest are "
        + largest.joined(separator: ", ")
        + ". Leave out what the program does not need with `exclude`, and keep data where all workers have it"
    }
  }
}
