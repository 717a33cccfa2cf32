internal import Glibc
internal import Platform
internal import SweepModel

/// Reads files that a program names, without leaving the folder that it was given for them.
enum InnerFile {
  /// The bytes of a regular file below a folder.
  ///
  /// Each part of the path is opened by itself and no link is followed, so that a program which changes the path meanwhile
  /// gains nothing.
  ///
  /// - Parameter owner: whose the file has to be; nil for anybody's.
  static func read(
    _ path: String, below folder: String, limit: Int, owner: UInt32? = nil
  ) throws(FileProblem) -> [UInt8] {
    let shown = PlainText.line(String(path.prefix(200)))
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard RelativePath.isInner(path) else {
      throw FileProblem("`\(shown)` leads out of the folder that it has to lie in")
    }
    var current = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard current >= 0 else { throw FileProblem("its folder cannot be read: \(reason)") }
    for (index, part) in parts.enumerated() {
      let isLast = index + 1 == parts.count
      // Without O_NONBLOCK a pipe would wait for its writer.
      let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (isLast ? O_NONBLOCK : O_DIRECTORY)
      let next = openat(current, String(part), flags)
      let code = errno
      close(current)
      guard next >= 0 else {
        if code == ELOOP || code == ENOTDIR && !isLast {
          throw FileProblem("`\(shown)` is or goes through a symbolic link or something that is no folder")
        }
        throw FileProblem("`\(shown)` cannot be read: \(Errno.text(code))")
      }
      current = next
    }
    defer { close(current) }
    return try content(of: current, shown, limit: limit, owner: owner)
  }

  /// The bytes of an open file.
  ///
  /// - Parameter shown: what to call it.
  static func content(
    of file: Int32, _ shown: String, limit: Int, owner: UInt32?
  ) throws(FileProblem) -> [UInt8] {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FileProblem("`\(shown)` is no regular file")
    }
    // As a second name that a program may have given to a file which it cannot read itself.
    if let owner, status.st_uid != owner { throw FileProblem("`\(shown)` belongs to another user") }
    guard status.st_size <= limit else {
      throw FileProblem("`\(shown)` has \(status.st_size) bytes, of which at most \(limit) are taken")
    }
    guard let bytes = Descriptor.readAll(file, limit: limit) else {
      throw FileProblem("`\(shown)` cannot be read: \(reason)")
    }
    guard bytes.count <= limit else { throw FileProblem("`\(shown)` grew over \(limit) bytes") }
    return bytes
  }

  private static var reason: String { Errno.text() }
}
