internal import SweepModel

/// Gets declarations of programs that lie in files of their own.
///
/// A spec names such a file by its path, and only whoever has the spec can read it. A coordinator gets the declaration
/// itself, as an override of `experiment`.
package struct ProgramFiles: Sendable {
  /// Where relative paths start: the spec's folder, as an absolute path.
  package var folder: String
  /// What there is at a path below the folder; nil where it cannot be read. At most one byte more than a spec may have.
  package var read: @Sendable (_ path: String) -> [UInt8]?

  package init(folder: String, read: @escaping @Sendable (_ path: String) -> [UInt8]?) {
    self.folder = folder
    self.read = read
  }

  /// Whether the text under `experiment` names a file: it has a slash, or ends as YAML files do.
  static func isPath(_ text: String) -> Bool {
    text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
  }

  /// Whether a node under `experiment` names a file.
  static func isNamed(_ node: SpecNode) -> Bool {
    if case .scalar(let text, _) = node.content { isPath(text) } else { false }
  }

  /// The spec with the declarations in place of the files' names, and folders with their whole paths.
  func resolved(_ root: SpecNode) throws(SpecErrors) -> SpecNode {
    guard let node = root["experiment"] else { return root }
    return root.setting(["experiment"], to: whole(try declaration(node)))
  }

  private func declaration(_ node: SpecNode) throws(SpecErrors) -> SpecNode {
    guard case .scalar(let path, _) = node.content, ProgramFiles.isPath(path) else { return node }
    guard let bytes = read(path) else {
      throw SpecErrors([
        SpecProblem(
          node.mark, "there is no file `\(path)` that can be read",
          expected: "the file of a program's declaration, beside this one, or the name of an experiment")
      ])
    }
    let found = try SpecReader.read(bytes, file: path)
    guard found.entries != nil else {
      throw SpecErrors([
        SpecProblem(found.mark, found.kindName, expected: "a mapping with `name`, `version` and `command`")
      ])
    }
    return found
  }

  /// A declaration with the whole path of its folder.
  func whole(_ node: SpecNode) -> SpecNode {
    guard let found = node["working-directory"], case .scalar(let path, _) = found.content, !found.isNull,
      path != "scratch", !path.hasPrefix("/")
    else { return node }
    let parts = (folder + "/" + path).split(separator: "/").filter { $0 != "." }
    let text = "/" + parts.joined(separator: "/")
    return node.setting(
      ["working-directory"], to: SpecNode(content: .scalar(text, isPlain: false), mark: found.mark))
  }
}
