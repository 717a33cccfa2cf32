import Foundation
import TestSupport
import Testing

/// Compares a text with the file of that name in `Snapshots`.
///
/// Run the tests with `PERCOLATE_BLESS=1` to write the files anew, then review the difference like code.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = Checkout.file("Tests/ReportTests/Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["PERCOLATE_BLESS"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return
  }
  let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
  guard text != expected else { return }
  let pair = zip(text.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
  Issue.record(
    """
    \(name) differs from its snapshot, first in
      now:    \(pair?.0.prefix(300) ?? "(shorter)")
      before: \(pair?.1.prefix(300) ?? "(shorter)")
    Review the change, then run the tests with PERCOLATE_BLESS=1 to accept it.
    """, sourceLocation: sourceLocation)
}
