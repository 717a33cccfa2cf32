internal import SweepModel

extension SpecChecker {
  /// Groups of axes that move together: known, of equal length, each axis in one group.
  func zips(_ node: SpecNode?, _ axes: [Axis]) -> [[String]] {
    var zips: [[String]] = []
    var used: Set<String> = []
    for group in fewItems(node, "`zip`") {
      var names: [String] = []
      var lengths: [String] = []
      let members = items(group, "a group of `zip`")
      if members.count < 2 {
        report(group.mark, "a group of `zip` with \(members.count) axes", expected: "two or more")
      }
      for member in members {
        guard let name = text(member, "a member of `zip`", expected: "an axis") else { continue }
        guard let axis = axes.first(where: { $0.name == name }) else {
          reportUnknown("axis", name, member.mark, known: axes.map(\.name))
          continue
        }
        guard used.insert(name).inserted else {
          report(member.mark, "axis `\(name)` is zipped twice", expected: "each axis in one group")
          continue
        }
        names.append(name)
        lengths.append("\(name) has \(axis.values.count)")
      }
      if Set(axes.filter { names.contains($0.name) }.map(\.values.count)).count > 1 {
        report(
          group.mark, "zipped axes of different lengths: " + lengths.joined(separator: ", "),
          expected: "equally many values on each")
      }
      if names.count >= 2 { zips.append(names) }
    }
    return zips
  }

  /// A partial map of parameters to a value or a list of values.
  ///
  /// - Parameter also: other keys that a misspelt one may have meant.
  func condition(
    _ entries: [SpecNode.Entry], _ schema: ExperimentSchema, also: [String] = []
  ) -> Condition {
    var condition: Condition = [:]
    for entry in entries {
      guard let definition = definition(entry.key, entry.keyMark, schema, also: also) else { continue }
      let what = "parameter `\(entry.key)`"
      var nodes = [entry.value]
      if case .list(let items) = entry.value.content {
        // For a parameter that is itself a list, only a list of lists offers a choice.
        var isChoice = true
        if case .list(let kind, _) = definition.kind, !kind.isList {
          isChoice = items.allSatisfy { if case .list = $0.content { true } else { false } }
        }
        if isChoice { nodes = items }
      }
      guard !nodes.isEmpty else {
        report(entry.value.mark, "no values for \(what)", expected: "at least one")
        continue
      }
      condition[entry.key] = nodes.compactMap { value($0, definition.kind, what) }
    }
    return condition
  }

  func exclusions(_ node: SpecNode?, _ schema: ExperimentSchema) -> [Exclusion] {
    fewItems(node, "`exclude`").map { item in
      let entries = fields(item, "an item of `exclude`")
      let condition = condition(
        entries.filter { !SpecKeys.exclusion.contains($0.key) }, schema, also: SpecKeys.exclusion)
      if condition.isEmpty, !entries.contains(where: { $0.key != "because" }) {
        report(item.mark, "an exclusion of everything", expected: "the parameters of the points to leave out")
      }
      let reason = item["because"].flatMap { text($0, "`because`", expected: "a reason") }
      return reason.map { Exclusion(condition: condition, reason: $0) } ?? Exclusion(condition: condition)
    }
  }

  func conditionals(
    _ node: SpecNode?, _ schema: ExperimentSchema, _ axes: [Axis], _ parameters: SpecNode?
  ) -> [ConditionalBlock] {
    fewItems(node, "`when`").map { item in
      _ = fields(item, "an item of `when`", allowed: SpecKeys.conditional)
      let tests = fields(item["if"], "`if`")
      if tests.isEmpty {
        report(item.mark, "`when` without a condition", expected: "`if: {parameter: value}`")
      }
      let then = item["then"]
      let changes = fields(then, "`then`", allowed: SpecKeys.consequence)
      // A misspelt `then` has been reported as such.
      if changes.isEmpty, item.entries?.count == (then == nil ? 1 : 2) {
        report(item.mark, "`when` that changes nothing", expected: "`then: {axes: ..., parameters: ...}`")
      }
      let added = self.axes(then?["axes"], "`axes`", schema)
      var set: Parameters = [:]
      for entry in fields(then?["parameters"], "`parameters`") { set[entry.key] = parameter(entry, schema) }
      let base = Set(axes.map(\.name))
      let fixed = Set(parameters?.entries?.map(\.key) ?? [])
      for entry in fields(then?["axes"], "`axes`") {
        if base.contains(entry.key) {
          report(entry.keyMark, "`\(entry.key)` is already an axis of the sweep", expected: "it in one place")
        } else if fixed.contains(entry.key) || set[entry.key] != nil {
          report(entry.keyMark, "`\(entry.key)` is both a parameter and an axis", expected: "one of the two")
        }
      }
      for entry in fields(then?["parameters"], "`parameters`") where base.contains(entry.key) {
        report(entry.keyMark, "`\(entry.key)` is an axis of the sweep", expected: "a parameter that is none")
      }
      return ConditionalBlock(condition: condition(tests, schema), axes: added, parameters: set)
    }
  }
}

extension ParameterDefinition.Kind {
  fileprivate var isList: Bool {
    if case .list = self { true } else { false }
  }
}
