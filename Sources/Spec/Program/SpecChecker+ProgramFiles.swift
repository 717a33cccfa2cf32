internal import SweepModel

/// Reads which files a program brings.
extension SpecChecker {
  static let fileKeys = ["digest", "size"]

  /// Whether the program brings files, with mistakes in them or not.
  func hasFiles(_ node: SpecNode) -> Bool { node["files"].map { !$0.isNull } ?? false }

  /// The files, packed by whoever has them; nil where there are none.
  func files(_ node: SpecNode) -> ProgramBundle? {
    if let found = node["exclude"], !found.isNull {
      for item in items(found, "`exclude`") {
        if let text = text(item, "a pattern of `exclude`"), text.isEmpty || text.utf8.count > 1000 {
          report(item.mark, "\(item.kindName) as a pattern of `exclude`", expected: "a pattern of gitignore")
        }
      }
      if !hasFiles(node) {
        report(found.mark, "`exclude` of a program that brings no files", expected: "`files: [.]` beside it")
      }
    }
    guard let found = node["files"], !found.isNull else { return nil }
    if case .list(let items) = found.content {
      // What has only names was packed, unless something else is wrong with them.
      let bad = items.first { item in
        if case .scalar(let text, _) = item.content { text.isEmpty || item.isNull } else { true }
      }
      report(
        bad?.mark ?? found.mark,
        items.isEmpty ? "an empty `files`" : "\(bad?.kindName ?? "a list") as `files`",
        expected:
          "paths of files and folders beside this file, which `percolate submit` and `run` pack and send")
      return nil
    }
    guard found.entries != nil else {
      report(
        found.mark, "\(found.kindName) as `files`",
        expected: "paths of files and folders beside this file, such as `files: [train.py, lib]`")
      return nil
    }
    _ = fields(found, "`files`", allowed: SpecChecker.fileKeys)
    guard let named = found["digest"], let digest = text(named, "`digest`").flatMap(Digest.init(hex:)),
      let sized = found["size"], let size = integer(sized, "`size`", in: 1...ProgramBundle.sizeLimit)
    else {
      report(
        found.mark, "`files` without the digest and size of what was packed",
        expected: "paths of files and folders, such as `files: [train.py, lib]`")
      return nil
    }
    return ProgramBundle(digest: digest, size: size)
  }
}
