package import Foundation

/// The files that the tests were built from and lie beside, for what is no resource of a target.
package enum Checkout {
  /// The top of the source tree.
  package static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file of the source tree by its name from the top.
  package static func file(_ name: String) -> URL { root.appending(path: name) }
}
