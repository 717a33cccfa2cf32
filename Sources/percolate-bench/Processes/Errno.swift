internal import Glibc

/// Words for error numbers.
enum Errno {
  /// What the C library says about a number.
  static func text(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}
