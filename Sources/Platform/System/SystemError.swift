internal import Glibc

/// A call to the operating system that failed. Modules wrap it in errors of their own.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was attempted, as it goes on behind "cannot": `open`, `make a pipe`.
  package var doing: String
  /// The file that it was done to; nil where there is none.
  package var path: String?
  /// The errno.
  package var code: Int32

  /// - Parameter code: the errno; left out, that of the last call on this thread.
  package init(_ doing: String, _ path: String? = nil, code: Int32 = errno) {
    (self.doing, self.path, self.code) = (doing, path, code)
  }

  /// What was attempted, with the file: `open /etc/shadow`.
  package var operation: String { path.map { "\(doing) \($0)" } ?? doing }

  package var description: String { "cannot \(operation): \(Errno.text(code))" }
}
