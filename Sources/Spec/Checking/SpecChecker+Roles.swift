internal import SweepModel

/// What the parameters of a figure are for, and whether they can be.
extension SpecChecker {
  /// Reports a parameter that has two roles in a curve, and keys that need an x of numbers.
  func checkRoles(_ node: SpecNode, _ schema: ExperimentSchema) {
    var roles: [String: String] = [:]
    for key in ["x", "series", "panel"] {
      guard let value = node[key], let name = value.plainText, !value.isNull else { continue }
      if let earlier = roles.updateValue(key, forKey: name) {
        report(value.mark, "`\(name)` as `\(earlier)` and as `\(key)`", expected: "another parameter")
      }
    }
    guard let x = node["x"]?.plainText, let kind = schema[x]?.kind, !kind.isNumber else { return }
    let needs = ["crossing", "fit", "x-scale"].filter { key in
      guard let value = node[key], !value.isNull else { return false }
      return key != "x-scale" || value.plainText != CurveDefinition.Scale.linear.rawValue
    }
    for key in needs {
      guard let mark = node[key]?.mark else { continue }
      report(mark, "`\(key)` along `\(x)`, whose values are no numbers", expected: "an `x` of numbers")
    }
  }

  /// Says which parameters of figures have one value in all tasks.
  func checkVariation(_ content: SweepContent, _ root: SpecNode, _ schema: ExperimentSchema) {
    let varied = Set(
      content.axes.filter { $0.values.count > 1 }.map(\.name)
        + content.conditionals.flatMap { $0.axes.map(\.name) + $0.parameters.keys })
    // An axis of one value, as in a profile for a quick look, was put there knowingly.
    let known = varied.union(content.axes.map(\.name))
    guard case .list(let nodes)? = root["curves"]?.content else { return }
    for node in nodes where node["name"]?.plainText != nil {
      let word = node["kind"]?.plainText ?? LineCurve.word
      for key in CurveKind.contents.first(where: { $0.word == word })?.parameterKeys ?? [] {
        guard let value = node[key], let name = value.plainText, schema[name] != nil, !known.contains(name)
        else { continue }
        guard let only = content.parameters[name] else {
          warn(
            value.mark, "`\(key): \(name)` in a figure, while no task has `\(name)`",
            expected: "`\(name)` in `parameters` or `axes`")
          continue
        }
        warn(
          value.mark, "`\(key): \(name)` in a figure, while `\(name)` is \(only) in every task",
          expected:
            "a parameter that varies: \(varied.isEmpty ? "the sweep has none" : varied.sorted().joined(separator: ", "))"
        )
      }
    }
  }
}

extension ParameterDefinition.Kind {
  /// Whether its values are numbers, with distances between them.
  var isNumber: Bool {
    switch self {
    case .integer, .real: true
    case .either(let kinds): kinds.contains(where: \.isNumber)
    case .boolean, .choice, .text, .list: false
    }
  }
}

/// Parameters that tasks have only where a spec gives them.
extension SpecChecker {
  /// Takes a parameter out of the points where another one stands in for it, and puts one without a default into all
  /// points where it is given; reports specs that give both, or one for some points only.
  func checkOptional(_ root: SpecNode, _ schema: ExperimentSchema, _ content: inout SweepContent) {
    let places = [root["parameters"], root["axes"]].flatMap { $0?.entries ?? [] }
    var inner: [SpecNode.Entry] = []
    if case .list(let blocks)? = root["when"]?.content {
      inner = blocks.flatMap { block in
        ["parameters", "axes"].flatMap { block["then"]?[$0]?.entries ?? [] }
      }
    }
    for definition in schema.parameters where definition.defaultValue == nil {
      let mine = places.first { $0.key == definition.name }
      if mine == nil, let entry = inner.first(where: { $0.key == definition.name }) {
        let reason =
          definition.replaces.map { "where it is given, `\($0)` is not" }
          ?? "all tasks of a sweep have it, or none"
        report(
          entry.keyMark, "`\(definition.name)` in `when` alone",
          expected: "a value for all points in `parameters` too: \(reason)")
      }
      guard let mine else { continue }
      if let replaced = definition.replaces {
        if let other = (places + inner).first(where: { $0.key == replaced }) {
          report(
            mine.keyMark, "`\(definition.name)` beside `\(replaced)` (line \(other.keyMark.line))",
            expected: "one of the two; a profile removes the other with `\(replaced): ~`")
        }
        content.parameters[replaced] = nil
      }
      if let axis = content.axes.first(where: { $0.name == definition.name }) {
        content.parameters[definition.name] = axis.values.first
      }
    }
  }
}
