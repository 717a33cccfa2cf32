internal import SweepModel

/// Reads a parameter that a program declares.
extension SpecChecker {
  static let parameterKeys = [
    "kind", "choices", "of", "count", "minimum", "above", "maximum", "default", "unit", "symbol", "label",
    "description",
  ]
  private static let kinds = ["boolean", "integer", "real", "choice", "text", "list"]
  /// Which keys a kind takes beside those of all.
  private static let bounds = [
    "integer": ["minimum", "maximum"], "real": ["minimum", "above", "maximum"], "choice": ["choices"],
    "list": ["of", "count"],
  ]

  func parameterDefinition(_ entry: SpecNode.Entry) -> ParameterDefinition? {
    let node = entry.value
    let what = "parameter `\(entry.key)`"
    let found = fields(node, what, allowed: SpecChecker.parameterKeys)
    guard let kind = kind(of: node, found, what, mark: entry.keyMark) else { return nil }
    guard let given = node["default"], !given.isNull else {
      report(
        entry.keyMark, "\(what) has no `default`",
        expected: "a value: every task has every parameter, and specs give some of them")
      return nil
    }
    guard let standard = value(given, kind, "`default` of \(what)") else { return nil }
    return ParameterDefinition(
      entry.key, kind, unit: line(node["unit"], "`unit`") ?? "", symbol: line(node["symbol"], "`symbol`"),
      label: line(node["label"], "`label`"), default: standard,
      line(node["description"], "`description`") ?? "")
  }

  private func kind(
    of node: SpecNode, _ entries: [SpecNode.Entry], _ what: String, mark: SpecMark
  ) -> ParameterDefinition.Kind? {
    guard let found = node["kind"], !found.isNull else {
      report(
        mark, "\(what) has no `kind`", expected: "one of " + SpecChecker.kinds.joined(separator: ", "))
      return nil
    }
    guard case .text(let word)? = value(found, .choice(SpecChecker.kinds), "`kind` of \(what)") else {
      return nil
    }
    let own = SpecChecker.bounds[word] ?? []
    let all = SpecChecker.bounds.values.flatMap(\.self)
    for entry in entries where all.contains(entry.key) && !own.contains(entry.key) {
      report(
        entry.keyMark, "`\(entry.key)` of \(what), whose kind is \(word)",
        expected: own.isEmpty ? "no bounds: this kind has none" : "one of " + own.joined(separator: ", "))
      return nil
    }
    switch word {
    case "boolean": return .boolean
    case "text": return .text
    case "choice": return choices(node["choices"], what, mark)
    case "list": return list(node, what, mark)
    case "integer": return integers(node, what)
    default: return reals(node, what)
    }
  }

  private func integers(_ node: SpecNode, _ what: String) -> ParameterDefinition.Kind? {
    let most = -SpecChecker.exactLimit...SpecChecker.exactLimit
    let low = bound(node["minimum"], .integer(most), "`minimum` of \(what)")
    let high = bound(node["maximum"], .integer(most), "`maximum` of \(what)")
    guard case .some(let low) = low, case .some(let high) = high else { return nil }
    func whole(_ value: ParameterValue?, _ open: Int) -> Int {
      if case .integer(let number)? = value { number } else { open }
    }
    let (first, last) = (whole(low, .min), whole(high, .max))
    guard first <= last else { return refuseOrder(node, what) }
    return .integer(first...last)
  }

  private func reals(_ node: SpecNode, _ what: String) -> ParameterDefinition.Kind? {
    let low = bound(node["minimum"], .anyReal, "`minimum` of \(what)")
    let above = bound(node["above"], .anyReal, "`above` of \(what)")
    let high = bound(node["maximum"], .anyReal, "`maximum` of \(what)")
    guard case .some(let low) = low, case .some(let above) = above, case .some(let high) = high else {
      return nil
    }
    if low != nil, above != nil, let mark = node["above"]?.mark {
      report(mark, "`minimum` and `above` of \(what)", expected: "one of the two")
      return nil
    }
    let first = (low ?? above)?.number ?? -.greatestFiniteMagnitude
    let last = high?.number ?? .greatestFiniteMagnitude
    guard above == nil ? first <= last : first < last else { return refuseOrder(node, what) }
    return .real(first...last, aboveLower: above != nil)
  }

  private func refuseOrder(_ node: SpecNode, _ what: String) -> ParameterDefinition.Kind? {
    report(
      node["maximum"]?.mark ?? node.mark, "a maximum of \(what) below its minimum", expected: "a larger one")
    return nil
  }

  /// One end of a range: some nil where it is open, nil where it was reported.
  private func bound(
    _ node: SpecNode?, _ kind: ParameterDefinition.Kind, _ what: String
  ) -> ParameterValue?? {
    guard let node, !node.isNull else { return .some(nil) }
    return value(node, kind, what).map { .some($0) } ?? .none
  }

  private func choices(_ node: SpecNode?, _ what: String, _ mark: SpecMark) -> ParameterDefinition.Kind? {
    var words: [String] = []
    for item in fewItems(node, "`choices` of \(what)") {
      guard let word = line(item, "a choice of \(what)") else { return nil }
      guard !words.contains(word) else {
        report(item.mark, "the choice \(item.kindName) twice", expected: "each once")
        return nil
      }
      words.append(word)
    }
    guard !words.isEmpty else {
      report(node?.mark ?? mark, "no `choices` of \(what)", expected: "such as `choices: [linear, relu]`")
      return nil
    }
    return .choice(words)
  }

  private func list(_ node: SpecNode, _ what: String, _ mark: SpecMark) -> ParameterDefinition.Kind? {
    let simple = SpecChecker.kinds.filter { $0 != "list" && $0 != "choice" }
    guard let item = node["of"], !item.isNull else {
      report(mark, "\(what) is a list without `of`", expected: "one of " + simple.joined(separator: ", "))
      return nil
    }
    guard case .text(let word)? = value(item, .choice(simple), "`of` of \(what)") else { return nil }
    var count = 0...Int.max
    if let found = node["count"], !found.isNull {
      let kind = ParameterDefinition.Kind.list(of: .integer(0...1_000_000), count: 2...2)
      guard case .list(let ends)? = value(found, kind, "`count` of \(what)"),
        case .integer(let low)? = ends.first, case .integer(let high)? = ends.last
      else { return nil }
      guard low <= high else {
        report(found.mark, "a count from \(low) to \(high)", expected: "the smaller number first")
        return nil
      }
      count = low...high
    }
    let kind: ParameterDefinition.Kind =
      switch word {
      case "boolean": .boolean
      case "integer": .integer(.min ... .max)
      case "text": .text
      default: .anyReal
      }
    return .list(of: kind, count: count)
  }
}
