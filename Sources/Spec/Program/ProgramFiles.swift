package import SweepModel

/// Gets declarations of programs that lie in files of their own, and the files that programs bring.
///
/// A spec names such files by their paths, and only whoever has the spec can read them. A coordinator gets the declaration
/// itself, as an override of `experiment`, in which `files` is what they are packed as.
package struct ProgramFiles: Sendable {
  /// Why files cannot be packed.
  package struct Problem: Error {
    /// Which of the names is meant; nil for what they are together.
    package var name: Int?
    /// The end of a sentence.
    package var reason: String

    package init(name: Int?, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// Where relative paths start: the spec's folder, as an absolute path.
  package var folder: String
  /// What there is at a path below the folder; nil where it cannot be read. At most one byte more than a spec may have.
  package var read: @Sendable (_ path: String) -> [UInt8]?

  /// Packs files and folders below a folder, but for what some patterns leave out.
  package var pack:
    @Sendable (_ names: [String], _ folder: String, _ excluding: [String]) throws(Problem) -> ProgramBundle

  package init(
    folder: String, read: @escaping @Sendable (_ path: String) -> [UInt8]?,
    pack:
      @escaping @Sendable (_ names: [String], _ folder: String, _ excluding: [String]) throws(Problem) ->
      ProgramBundle
  ) {
    self.folder = folder
    self.read = read
    self.pack = pack
  }

  /// Whether the text under `experiment` names a file: it has a slash, or ends as YAML files do.
  static func isPath(_ text: String) -> Bool {
    text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
  }

  /// Whether a node under `experiment` names a file.
  static func isNamed(_ node: SpecNode) -> Bool {
    if case .scalar(let text, _) = node.content { isPath(text) } else { false }
  }

  /// Whether a declaration names files that are not packed.
  static func hasNames(_ node: SpecNode) -> Bool {
    if case .list? = node["files"]?.content { true } else { false }
  }

  /// The spec with the declarations in place of the files' names, and folders with their whole paths.
  func resolved(_ root: SpecNode) throws(SpecErrors) -> SpecNode {
    guard let node = root["experiment"] else { return root }
    guard case .scalar(let path, _) = node.content, ProgramFiles.isPath(path) else {
      return root.setting(["experiment"], to: try whole(node))
    }
    let place = path.hasPrefix("/") ? path : folder + "/" + path
    let inner = place.split(separator: "/").dropLast().joined(separator: "/")
    return root.setting(["experiment"], to: try whole(try declaration(node, path), in: "/" + inner))
  }

  private func declaration(_ node: SpecNode, _ path: String) throws(SpecErrors) -> SpecNode {
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

  /// A declaration with the whole path of its folder, and its files packed.
  ///
  /// - Parameter own: the declaration's own folder, where relative paths start; nil for ``folder``.
  func whole(_ node: SpecNode, in own: String? = nil) throws(SpecErrors) -> SpecNode {
    let place = own ?? folder
    return try packed(withFolder(node, place), place)
  }

  private func withFolder(_ node: SpecNode, _ folder: String) -> SpecNode {
    guard let found = node["working-directory"], case .scalar(let path, _) = found.content, !found.isNull,
      path != "scratch", path != TaskProgram.filesFolder, !path.hasPrefix("/")
    else { return node }
    let parts = (folder + "/" + path).split(separator: "/").filter { $0 != "." }
    let text = "/" + parts.joined(separator: "/")
    return node.setting(
      ["working-directory"], to: SpecNode(content: .scalar(text, isPlain: false), mark: found.mark))
  }

  /// A declaration with the digest and size of its files in the place of their names. What is no list of names stays, for
  /// the checks to refuse.
  private func packed(_ node: SpecNode, _ folder: String) throws(SpecErrors) -> SpecNode {
    guard let found = node["files"], let names = ProgramFiles.words(found), !names.isEmpty else {
      return node
    }
    let excluded = node["exclude"].map(ProgramFiles.words) ?? []
    guard let excluded else { return node }
    let bundle: ProgramBundle
    do throws(Problem) { bundle = try pack(names, folder, excluded) } catch {
      var mark = found.mark
      if case .list(let items) = found.content, let name = error.name, items.indices.contains(name) {
        mark = items[name].mark
      }
      throw SpecErrors([SpecProblem(mark, "the program's files cannot be sent: \(error.reason)")])
    }
    func entry(_ key: String, _ text: String, isPlain: Bool) -> SpecNode.Entry {
      .init(
        key: key, keyMark: found.mark,
        value: SpecNode(content: .scalar(text, isPlain: isPlain), mark: found.mark))
    }
    let mapping: [SpecNode.Entry] = [
      entry("digest", bundle.digest.hex, isPlain: false), entry("size", "\(bundle.size)", isPlain: true),
    ]
    return node.setting(["files"], to: SpecNode(content: .mapping(mapping), mark: found.mark))
  }

  private static func words(_ node: SpecNode) -> [String]? {
    guard case .list(let items) = node.content else { return nil }
    let words = items.compactMap { item -> String? in
      if case .scalar(let text, _) = item.content, !item.isNull, !text.isEmpty { text } else { nil }
    }
    return words.count == items.count ? words : nil
  }
}
