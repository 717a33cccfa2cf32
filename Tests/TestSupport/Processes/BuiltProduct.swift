internal import Foundation

/// What the build made, which lies beside the test program.
package enum BuiltProduct {
  /// The path of a program or library, whether it was built or not.
  package static func path(_ name: String) -> String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: name).path
  }
}
