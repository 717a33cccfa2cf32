/// A YAML node with its place: scalars stay text, since only the experiment's schema knows their type.
struct SpecNode: Sendable {
  enum Content: Sendable {
    /// `isPlain`: written without quotes, so that it may be a number, a boolean or nothing.
    case scalar(String, isPlain: Bool)
    case list([SpecNode])
    case mapping([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var keyMark: SpecMark
    var value: SpecNode
  }

  var content: Content
  var mark: SpecMark

  /// `~`, `null` or nothing at all.
  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null"].contains(text)
  }

  var entries: [Entry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// The places of the node and of all nodes in it.
  var marks: [SpecMark] {
    switch content {
    case .scalar: [mark]
    case .list(let items): [mark] + items.flatMap(\.marks)
    case .mapping(let entries): [mark] + entries.flatMap { [$0.keyMark] + $0.value.marks }
    }
  }

  subscript(key: String) -> SpecNode? { entries?.first { $0.key == key }?.value }

  /// What a message calls the node: `0.3`, "a list", "a mapping", "nothing".
  var kindName: String {
    switch content {
    case .scalar(let text, let isPlain):
      if isNull { return "nothing" }
      let shown = text.count > 40 ? text.prefix(40) + "..." : text[...]
      let line = shown.replacing("\n", with: " ")
      return isPlain ? "`\(line)`" : "`\"\(line)\"`"
    case .list: return "a list"
    case .mapping: return "a mapping"
    }
  }

  /// This node with another one laid over it: mappings merge key by key, all else is replaced, and a key
  /// whose new value is `~` is removed.
  ///
  /// - Parameter depth: how many levels of mappings merge; deeper ones are replaced whole, so that an
  ///   axis given as a range never ends up half range, half something else.
  func merged(with other: SpecNode, depth: Int = 2) -> SpecNode {
    guard depth > 0, case .mapping(var entries) = content, case .mapping(let changes) = other.content else {
      return other
    }
    for change in changes {
      let index = entries.firstIndex { $0.key == change.key }
      if change.value.isNull {
        if let index { entries.remove(at: index) }
      } else if let index {
        let value = entries[index].value.merged(with: change.value, depth: depth - 1)
        entries[index] = Entry(key: change.key, keyMark: change.keyMark, value: value)
      } else {
        entries.append(change)
      }
    }
    return SpecNode(content: .mapping(entries), mark: mark)
  }

  /// This node with the value at a path replaced, the mappings on the way made where they are missing.
  func setting(_ path: ArraySlice<String>, to value: SpecNode) -> SpecNode {
    guard let key = path.first else { return value }
    var entries = self.entries ?? []
    let index = entries.firstIndex { $0.key == key }
    if path.count == 1, value.isNull {
      if let index { entries.remove(at: index) }
      return SpecNode(content: .mapping(entries), mark: mark)
    }
    let old = index.map { entries[$0].value } ?? SpecNode(content: .mapping([]), mark: value.mark)
    let entry = Entry(
      key: key, keyMark: value.mark, value: old.setting(path.dropFirst(), to: value))
    if let index { entries[index] = entry } else { entries.append(entry) }
    return SpecNode(content: .mapping(entries), mark: mark)
  }
}
