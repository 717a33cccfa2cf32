internal import Foundation
internal import SweepModel

/// The repository that a spec lies in, for provenance.
///
/// Git itself is not asked: `submit` must not need it, nor wait for it. What these files hold may be anything, so only
/// what is a hash is believed.
enum SpecRepository {
  /// Bytes of the largest file that is read: a list of packed branches.
  private static let sizeLimit = 1 << 22

  /// The commit that is checked out around a spec; nil where it lies in no repository, in one without commits, or
  /// in one that keeps its branches in another way than as files.
  static func commit(near path: String) -> CommitHash? {
    var directory = URL(fileURLWithPath: path).absoluteURL.resolvingSymlinksInPath()
      .deletingLastPathComponent()
    while true {
      if let repository = repository(in: directory) { return head(of: repository) }
      let parent = directory.deletingLastPathComponent()
      guard parent.path != directory.path else { return nil }
      directory = parent
    }
  }

  /// Git's own folder for a working tree; nil where there is none.
  private static func repository(in directory: URL) -> URL? {
    let git = directory.appendingPathComponent(".git")
    if read(git.appendingPathComponent("HEAD")) != nil { return git }
    // A submodule or a further working tree has a file that says where the folder is.
    guard let text = read(git), text.hasPrefix("gitdir: ") else { return nil }
    return URL(fileURLWithPath: String(text.dropFirst(8)), relativeTo: directory).absoluteURL
  }

  private static func head(of repository: URL) -> CommitHash? {
    guard let text = read(repository.appendingPathComponent("HEAD")) else { return nil }
    guard text.hasPrefix("ref: ") else { return CommitHash(text) }
    let name = String(text.dropFirst(5))
    // A further working tree has its own HEAD, and shares its branches with the first one.
    let shared = read(repository.appendingPathComponent("commondir")).map {
      URL(fileURLWithPath: $0, relativeTo: repository).absoluteURL
    }
    for folder in [repository, shared].compactMap({ $0 }) {
      if let text = read(folder.appendingPathComponent(name)) { return CommitHash(text) }
    }
    for folder in [repository, shared].compactMap({ $0 }) {
      let packed = (read(folder.appendingPathComponent("packed-refs")) ?? "").split(separator: "\n")
      for line in packed where line.hasSuffix(" " + name) {
        return CommitHash(line.dropLast(name.count + 1))
      }
    }
    return nil
  }

  /// The text of a regular file, without white space at its ends; nil where it cannot be read.
  private static func read(_ file: URL) -> String? {
    guard let values = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path),
      values[.type] as? FileAttributeType == .typeRegular,
      let handle = try? FileHandle(forReadingFrom: file)
    else { return nil }
    guard let data = try? handle.read(upToCount: sizeLimit + 1), data.count <= sizeLimit else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
