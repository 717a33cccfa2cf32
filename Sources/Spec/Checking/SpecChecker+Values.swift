internal import SweepModel

extension SpecChecker {
  /// JSON numbers hold whole numbers exactly up to here.
  static let exactLimit = 1 << 53 - 1

  /// A value of a kind; reports a node that is none.
  func value(_ node: SpecNode, _ kind: ParameterDefinition.Kind, _ what: String) -> ParameterValue? {
    guard let raw = raw(node, kind, what) else { return nil }
    if let value = kind.coerced(raw) { return value }
    var suggestion: String?
    if case .choice(let words) = kind, case .text(let text) = raw {
      suggestion = NearestName.of(text, among: words)
    }
    report(node.mark, "\(shown(node, raw)) for \(what)", expected: kind.expectation, suggestion: suggestion)
    return nil
  }

  /// The value of a parameter given as `name: value`.
  func parameter(
    _ entry: SpecNode.Entry, _ schema: ExperimentSchema, also: [String] = []
  ) -> ParameterValue? {
    guard let definition = definition(entry.key, entry.keyMark, schema, also: also) else { return nil }
    return value(entry.value, definition.kind, "parameter `\(entry.key)`")
  }

  /// The parameter of that name; reports one that the experiment does not have.
  ///
  /// - Parameter also: other keys that a misspelt one may have meant.
  func definition(
    _ name: String, _ mark: SpecMark, _ schema: ExperimentSchema, also: [String] = []
  ) -> ParameterDefinition? {
    if let definition = schema[name] { return definition }
    if name == "seed" || name == "replicate" {
      report(
        mark, "`\(name)` is no parameter",
        expected: "`seed: NUMBER` and `replicates: COUNT` at the top level of the spec")
      return nil
    }
    reportUnknown(
      "parameter of experiment \(schema.name):", name, mark,
      known: schema.parameters.map(\.name) + also)
    return nil
  }

  /// The node in the type of the kind, its range not yet checked; reports what cannot have the type.
  private func raw(
    _ node: SpecNode, _ kind: ParameterDefinition.Kind, _ what: String
  ) -> ParameterValue? {
    func refuse(_ found: String? = nil) -> ParameterValue? {
      report(node.mark, "\(found ?? node.kindName) for \(what)", expected: kind.expectation)
      return nil
    }
    guard !node.isNull else { return refuse() }
    switch (kind, node.content) {
    case (.either(let kinds), _):
      var isList = false
      if case .list = node.content { isList = true }
      let fitting = kinds.first { if case .list = $0 { isList } else { !isList } }
      return fitting.flatMap { raw(node, $0, what) }
    case (.list(let item, _), .list(let nodes)):
      let values = nodes.compactMap { raw($0, item, what) }
      return values.count == nodes.count ? .list(values) : nil
    case (.text, .scalar(let text, _)), (.choice, .scalar(let text, _)): return .text(text)
    case (.boolean, .scalar("true", isPlain: true)): return .boolean(true)
    case (.boolean, .scalar("false", isPlain: true)): return .boolean(false)
    case (.integer, .scalar(let text, isPlain: true)):
      guard let decimal = DecimalNumber(text) else { return refuse() }
      guard let number = decimal.integer else {
        return refuse(decimal.exponent < 0 ? nil : "\(node.kindName), beyond 2^53,")
      }
      guard number.magnitude <= SpecChecker.exactLimit.magnitude else {
        return refuse("\(node.kindName), beyond 2^53,")
      }
      return .integer(number)
    case (.real, .scalar(let text, isPlain: true)):
      guard let number = real(text) else { return refuse() }
      guard number.isFinite else { return refuse("\(node.kindName), which is no finite number,") }
      return .real(number)
    case (.integer, .scalar(let text, isPlain: false)), (.real, .scalar(let text, isPlain: false)):
      return refuse(DecimalNumber(text) == nil ? nil : "\(node.kindName) in quotes, which make it text,")
    default: return refuse()
    }
  }

  /// A decimal number as Double reads it; infinity for `.inf`, NaN and what overflows; nil for the rest.
  private func real(_ text: String) -> Double? {
    if let decimal = DecimalNumber(text) { return decimal.double }
    let word = text.lowercased().drop { "+-.".contains($0) }
    if ["nan", "inf", "infinity"].contains(String(word)) { return .infinity }
    // More than 18 digits: beyond exact decimals, fine for a Double. `Double` itself also reads 0x1p3.
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
    return Double(text)
  }

  private func shown(_ node: SpecNode, _ value: ParameterValue) -> String {
    if case .list = node.content { return "`\(String(value.description.prefix(60)))`" }
    return node.kindName
  }
}
