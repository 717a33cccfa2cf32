internal import Foundation

/// The commit of the repository that a spec lies in, for provenance.
enum SourceCommit {
  /// The commit's hash, read from the repository's files; empty where there is no repository. Git itself is
  /// not asked: a report must not need it, nor wait for it.
  static func current(near file: String?) -> String {
    var directory = URL(fileURLWithPath: file ?? ".").absoluteURL.deletingLastPathComponent().path
    if file == nil { directory = FileManager.default.currentDirectoryPath }
    while true {
      let head = directory + "/.git/HEAD"
      if let text = read(head) {
        guard text.hasPrefix("ref: ") else { return text }
        let name = text.dropFirst(5)
        if let commit = read(directory + "/.git/" + name) { return commit }
        let packed = (read(directory + "/.git/packed-refs") ?? "").split(separator: "\n")
        return packed.first { $0.hasSuffix(" " + name) }.map { String($0.prefix(40)) } ?? ""
      }
      let parent = URL(fileURLWithPath: directory).deletingLastPathComponent().path
      guard parent != directory else { return "" }
      directory = parent
    }
  }

  private static func read(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 22 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
