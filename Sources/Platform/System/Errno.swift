internal import Glibc

/// Words for the C library's error numbers.
package enum Errno {
  /// What the C library says about an error number, "No such file or directory", on any thread.
  ///
  /// - Parameter code: the number; left out, that of the last call on this thread.
  package static func text(_ code: Int32 = errno) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
