internal import Glibc

/// Folders with all that is in them. Links are never followed.
enum FileTree {
  /// The names in a folder, sorted; nil, with errno, where it cannot be read.
  static func names(in path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
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
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    // A program may have taken its own rights away.
    if status.st_mode & 0o700 != 0o700 { chmod(path, 0o700) }
    for name in names(in: path) ?? [] { remove(path + "/" + name) }
    rmdir(path)
  }
}
