internal import Foundation

/// What the terminal can show.
enum Terminal {
  /// Rows and columns.
  struct Size: Equatable, Sendable {
    var columns: Int
    var rows: Int
  }

  /// Whether stderr, where progress goes, is a terminal that can be drawn on.
  static let isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"

  /// Whether colours are wanted (https://no-color.org).
  static let hasColor = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty

  /// Whether more than ASCII can be shown.
  static let isUTF8 = isUTF8(environment)

  /// The size of the terminal now; it may be another one a moment later. 80 by 24 where it does not say.
  static var size: Size {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Whether the locale of an environment encodes text as UTF-8: the first that is set of LC_ALL, LC_CTYPE and LANG
  /// decides, and without any of them it is C.
  static func isUTF8(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let name = (locale ?? "C").lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8") || name.contains("utf-8@")
      || name.contains("utf8@")
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
