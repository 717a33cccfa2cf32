internal import Glibc
internal import Platform
internal import SweepModel

/// Reads files that a program names, without leaving the folder that it was given for them.
enum InnerFile {
  /// Why a file is not taken, as the end of a sentence.
  struct Problem: Error, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
  }

  /// The bytes of a regular file below a folder.
  ///
  /// Each part of the path is opened by itself and no link is followed, so that a program which changes the path meanwhile
  /// gains nothing.
  static func read(_ path: String, below folder: String, limit: Int) throws(Problem) -> [UInt8] {
    let shown = PlainText.line(String(path.prefix(200)))
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.isEmpty, !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw Problem("`\(shown)` leads out of the folder that it has to lie in")
    }
    var current = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard current >= 0 else { throw Problem("its folder cannot be read: \(reason)") }
    for (index, part) in parts.enumerated() {
      let isLast = index + 1 == parts.count
      // Without O_NONBLOCK a pipe would wait for its writer.
      let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (isLast ? O_NONBLOCK : O_DIRECTORY)
      let next = openat(current, String(part), flags)
      let code = errno
      close(current)
      guard next >= 0 else {
        if code == ELOOP || code == ENOTDIR && !isLast {
          throw Problem("`\(shown)` is or goes through a symbolic link or something that is no folder")
        }
        throw Problem("`\(shown)` cannot be read: \(Errno.text(code))")
      }
      current = next
    }
    defer { close(current) }
    var status = stat()
    guard fstat(current, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Problem("`\(shown)` is no regular file")
    }
    guard status.st_size <= limit else {
      throw Problem("`\(shown)` has \(status.st_size) bytes, of which at most \(limit) are taken")
    }
    guard let bytes = Descriptor.readAll(current, limit: limit) else {
      throw Problem("`\(shown)` cannot be read: \(reason)")
    }
    guard bytes.count <= limit else { throw Problem("`\(shown)` grew over \(limit) bytes") }
    return bytes
  }

  private static var reason: String { Errno.text() }
}
