import Foundation

/// What the terminal can show.
enum Terminal {
  /// Whether stderr, where progress goes, is a terminal.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" }

  /// Whether colours are wanted (https://no-color.org).
  static var hasColor: Bool { isInteractive && (environment["NO_COLOR"] ?? "").isEmpty }

  /// Columns of the terminal, 80 where it does not say.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return min(Int(size.ws_col), 120)
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
