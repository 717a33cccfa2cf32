internal import Yams

extension SpecReader {
  /// Runs the YAML library. Must be called on a thread with a large stack.
  static func compose(_ text: String, file: String) throws(SpecErrors) -> SpecNode {
    let start = SpecMark(file: file, line: 1, column: 1)
    let root: Node?
    let parser: Parser
    do {
      // No resolver: types come from the experiment's schema, and its regular expressions are slow.
      parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
      root = try parser.singleRoot()
    } catch {
      throw SpecErrors([problem(of: error, text: text, start: start)])
    }
    guard let root else {
      throw SpecErrors([
        SpecProblem(start, "the spec is empty", expected: "a mapping with `name`, `experiment`")
      ])
    }
    // Nodes only point at their anchors, which the parser keeps.
    defer { withExtendedLifetime(parser) {} }
    return try convert(root, parent: start, depth: 0)
  }

  private static func convert(
    _ node: Node, parent: SpecMark, depth: Int, isKey: Bool = false
  ) throws(SpecErrors) -> SpecNode {
    let mark = node.mark.map { SpecMark(file: parent.file, line: $0.line, column: $0.column) } ?? parent
    guard depth < depthLimit else {
      throw SpecErrors([
        SpecProblem(mark, "nested deeper than \(depthLimit) levels", expected: "a flatter spec")
      ])
    }
    if let anchor = node.anchor {
      throw SpecErrors([
        SpecProblem(
          mark, "an anchor (`&\(anchor.rawValue)`), which specs do not have",
          expected: "the value written out; text that begins with `&` needs quotes")
      ])
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      // Yams marks quoted text as text, and keys when it looks for duplicates.
      try refuse(tag: scalar.tag, allowed: isPlain && !isKey ? "" : Tag.Name.str.rawValue, mark)
      if isPlain {
        if isKey, scalar.string == "<<" {
          throw SpecErrors([
            SpecProblem(mark, "a merge key (`<<`), which specs do not have", expected: "the keys written out")
          ])
        }
        try checkPlain(scalar.string, mark, isKey: isKey)
      }
      return SpecNode(content: .scalar(scalar.string, isPlain: isPlain), mark: mark)
    case .sequence(let sequence):
      try refuse(tag: sequence.tag, allowed: "", mark)
      var items: [SpecNode] = []
      for item in sequence { items.append(try convert(item, parent: mark, depth: depth + 1)) }
      return SpecNode(content: .list(items), mark: mark)
    case .mapping(let mapping):
      try refuse(tag: mapping.tag, allowed: "", mark)
      guard mapping.count <= keyLimit else {
        throw SpecErrors([
          SpecProblem(mark, "a mapping of \(mapping.count) keys", expected: "at most \(keyLimit)")
        ])
      }
      var entries: [SpecNode.Entry] = []
      for (key, value) in mapping {
        guard case .scalar = key else {
          let keyMark = key.mark.map { SpecMark(file: mark.file, line: $0.line, column: $0.column) } ?? mark
          throw SpecErrors([
            SpecProblem(keyMark, "a list or a mapping as a key", expected: "a word before the colon")
          ])
        }
        let keyNode = try convert(key, parent: mark, depth: depth + 1, isKey: true)
        guard case .scalar(let name, _) = keyNode.content else { continue }
        let valueNode = try convert(value, parent: keyNode.mark, depth: depth + 1)
        entries.append(SpecNode.Entry(key: name, keyMark: keyNode.mark, value: valueNode))
      }
      return SpecNode(content: .mapping(entries), mark: mark)
    case .alias:
      throw SpecErrors([SpecProblem(mark, "an alias (`*name`), which specs do not have")])
    }
  }

  private static func refuse(tag: Tag, allowed: String, _ mark: SpecMark) throws(SpecErrors) {
    guard tag.rawValue.isEmpty || tag.rawValue == allowed else {
      throw SpecErrors([
        SpecProblem(
          mark, "the tag `\(tag.rawValue)`", expected: "no tags: the experiment knows each parameter's type")
      ])
    }
  }

  private static func problem(of error: any Error, text: String, start: SpecMark) -> SpecProblem {
    func at(_ mark: Mark) -> SpecMark { SpecMark(file: start.file, line: mark.line, column: mark.column) }
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      if problem.hasPrefix("but found another document") {
        return SpecProblem(at(mark), "a second YAML document", expected: "one spec per file")
      }
      if problem.hasPrefix("found undefined alias") {
        return SpecProblem(
          at(mark), "an alias (`*name`), which specs do not have",
          expected: "the value written out; text that begins with `*` needs quotes")
      }
      if let deception = deception(in: text, at: at(mark)) { return deception }
      return SpecProblem(
        at(mark), "not YAML: " + [context?.text, problem].compactMap(\.self).joined(separator: ", "))
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
      return SpecProblem(at(context.mark), "duplicate key \(names)", expected: "each key once")
    case .reader(let problem, let offset, _, _):
      var mark = start
      for character in text.prefix(offset ?? 0).unicodeScalars {
        mark = character == "\n" ? SpecMark(file: mark.file, line: mark.line + 1, column: 1) : mark
        if character != "\n" { mark.column += 1 }
      }
      return SpecProblem(mark, "not YAML: \(problem)")
    default:
      return SpecProblem(start, "not YAML: \(error)")
    }
  }
}
