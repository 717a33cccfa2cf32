internal import Glibc

/// Folders with all that is in them. Links are never followed, also where somebody changes the tree meanwhile: everything
/// is reached from its open folder.
package enum FileTree {
  /// Folders that are open at the same time. What lies deeper is moved up.
  private static let depthLimit = 64
  private static let movedPrefix = ".percolate-moved-"
  /// Glibc's O_PATH, which it does not give to Swift.
  private static let onlyPlace: Int32 = 0o10000000

  /// The names in a folder, sorted; nil, with errno, where it cannot be read.
  package static func names(in path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    return names(folder)
  }

  /// The names in an open folder, sorted; nil, with errno, where it cannot be read.
  package static func names(of descriptor: Int32) -> [String]? {
    // A descriptor of its own, with a place of its own in the list.
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return nil }
    guard let folder = fdopendir(copy) else {
      close(copy)
      return nil
    }
    defer { closedir(folder) }
    return names(folder)
  }

  private static func names(_ folder: OpaquePointer) -> [String] {
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes as much as it can.
  ///
  /// - Parameter path: of something in a folder that only this user can change.
  package static func remove(_ path: String) {
    let parent = open(DurableFile.directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0, let name = path.split(separator: "/").last.map(String.init) else { return }
    defer { close(parent) }
    guard unlinkat(parent, name, 0) != 0, let top = openFolder(name, in: parent) else { return }
    defer { close(top) }
    empty(top)
    unlinkat(parent, name, AT_REMOVEDIR)
  }

  /// Removes what is in an open folder, as much as it can.
  ///
  /// - Parameter kept: a name in it that stays.
  package static func empty(_ folder: Int32, keeping kept: String? = nil) {
    // As long as folders that lay too deep turn up here.
    while empty(folder, keeping: kept, top: folder, depth: 1) {}
  }

  /// Removes what is in a folder; true where some of it was moved up instead.
  private static func empty(_ folder: Int32, keeping kept: String?, top: Int32, depth: Int) -> Bool {
    var hasMoved = false
    for name in names(of: folder) ?? [] where name != kept {
      // Most folders are empty: of those that are not, all is looked at.
      if unlinkat(folder, name, 0) == 0 || unlinkat(folder, name, AT_REMOVEDIR) == 0 { continue }
      if depth == depthLimit {
        let number = UInt64.random(in: 0...(.max))
        hasMoved = renameat(folder, name, top, "\(movedPrefix)\(number)") == 0 || hasMoved
        continue
      }
      guard let inner = openFolder(name, in: folder) else { continue }
      hasMoved = empty(inner, keeping: nil, top: top, depth: depth + 1) || hasMoved
      close(inner)
      unlinkat(folder, name, AT_REMOVEDIR)
    }
    return hasMoved
  }

  /// Opens a folder so that what is in it can be removed; nil where it is none. The caller closes it.
  package static func openFolder(_ name: String, in folder: Int32) -> Int32? {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var inner = openat(folder, name, flags)
    if inner < 0, errno == EACCES {
      // A program may have taken its own rights away. Only this way a mode is changed through no link.
      let place = openat(folder, name, onlyPlace | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard place >= 0 else { return nil }
      chmod("/proc/self/fd/\(place)", 0o700)
      close(place)
      inner = openat(folder, name, flags)
    }
    guard inner >= 0 else { return nil }
    var status = stat()
    if fstat(inner, &status) == 0, status.st_mode & 0o700 != 0o700 { fchmod(inner, 0o700) }
    return inner
  }
}
