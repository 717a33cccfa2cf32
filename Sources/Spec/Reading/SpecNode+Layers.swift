internal import SweepModel

extension SpecNode {
  /// This spec with one of its profiles laid over it.
  func merged(withProfile name: String, from profiles: SpecNode?) throws(SpecErrors) -> SpecNode {
    let names = profiles?.entries?.map(\.key) ?? []
    guard let chosen = profiles?[name] else {
      let expected =
        names.isEmpty ? "no profile: the spec has none" : "one of " + names.joined(separator: ", ")
      throw SpecErrors([
        SpecProblem(
          profiles?.mark ?? mark, "no profile `\(name)`", expected: expected,
          suggestion: NearestName.of(name, among: names))
      ])
    }
    if chosen.isNull { return self }
    guard chosen.entries != nil else {
      throw SpecErrors([
        SpecProblem(
          chosen.mark, "\(chosen.kindName) as profile `\(name)`", expected: "a mapping of spec keys")
      ])
    }
    return merged(with: chosen)
  }

  /// This spec with one `--set PATH=VALUE` applied.
  func merged(withOverride override: String) throws(SpecErrors) -> SpecNode {
    let source = SpecNode.mark(ofOverride: override)
    guard let equals = override.firstIndex(of: "=") else {
      throw SpecErrors([
        SpecProblem(source, "no `=`", expected: "PATH=VALUE such as axes.lambda=[0.3] or replicates=2")
      ])
    }
    let path = override[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.count <= 8, path.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
      throw SpecErrors([
        SpecProblem(source, "the path `\(override[..<equals])`", expected: "keys joined by dots")
      ])
    }
    let text = Array(override[override.index(after: equals)...].utf8)
    var value = try SpecReader.read(text.isEmpty ? Array("~".utf8) : text, file: source.file)
    value = value.moved(by: override.unicodeScalars.prefix { $0 != "=" }.count + 1)
    return setting(path[...], to: value)
  }

  /// What messages call an override.
  static func mark(ofOverride override: String) -> SpecMark {
    // A whole declaration would drown what is said of it.
    let name = override.count > 200 ? override.prefix(200) + "..." : override[...]
    return SpecMark(file: "--set \(name)", line: 1, column: 1)
  }

  /// The same node, its first line `columns` further right: behind the path of an override.
  private func moved(by columns: Int) -> SpecNode {
    func moved(_ mark: SpecMark) -> SpecMark {
      SpecMark(file: mark.file, line: mark.line, column: mark.column + (mark.line == 1 ? columns : 0))
    }
    switch content {
    case .scalar: return SpecNode(content: content, mark: moved(mark))
    case .list(let items):
      return SpecNode(content: .list(items.map { $0.moved(by: columns) }), mark: moved(mark))
    case .mapping(let entries):
      let shifted = entries.map {
        Entry(key: $0.key, keyMark: moved($0.keyMark), value: $0.value.moved(by: columns))
      }
      return SpecNode(content: .mapping(shifted), mark: moved(mark))
    }
  }
}
