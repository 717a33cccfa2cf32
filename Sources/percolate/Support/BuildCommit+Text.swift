extension BuildCommit {
  /// The commit as reports say it: its first twelve digits, with a word where files differed; empty where it is not
  /// known.
  static var text: String {
    hash.isEmpty ? "" : hash.prefix(12) + (isModified ? " (modified)" : "")
  }
}
