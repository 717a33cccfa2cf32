/// The hash of a commit in somebody's repository, for provenance.
package struct CommitHash: Hashable, Sendable, CustomStringConvertible {
  /// Lower-case hexadecimal digits.
  package let description: String

  /// Nil for anything but the 40 hexadecimal digits of a SHA-1 or the 64 of a SHA-256, so that no other text of
  /// whoever wrote it gets into a journal or onto a page.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 40 || text.utf8.count == 64,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) })
    else { return nil }
    description = text.lowercased()
  }
}
