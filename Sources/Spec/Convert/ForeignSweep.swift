internal import SweepModel

/// A sweep of another tool as far as a spec can say it, and what is left as remarks.
struct ForeignSweep {
  /// A value as the other tool's file has it.
  enum Literal: Hashable {
    case boolean(Bool)
    case integer(Int)
    /// As it was written.
    case real(String)
    case text(String)
    case list([Literal])
  }

  struct Parameter {
    var name: String
    /// More than one for an axis.
    var values: [Literal]
  }

  /// "a Weights & Biases sweep".
  var origin: String
  var name = "converted"
  var summary: String?
  /// Words with placeholders.
  var command: [String] = []
  var workingDirectory = "files"
  var passed = ["PATH", "HOME"]
  var set: [(name: String, value: String)] = []
  var parameters: [Parameter] = []
  /// Values of the program's seed, which specs say apart from parameters.
  var seeds: [Int] = []
  var metrics: [String] = []
  /// What the spec does not say, a sentence each.
  var remarks: [String] = []

  // MARK: Filling it

  /// Adds a parameter of the other tool's name.
  ///
  /// - Returns: what stands for its value in the command.
  mutating func add(_ name: String, _ values: [Literal]) -> String {
    if name == "seed" || name.hasSuffix(".seed"), seeds.isEmpty {
      let numbers = values.compactMap {
        if case .integer(let number) = $0, number >= 0 { number } else { nil }
      }
      if numbers.count == values.count, Set(numbers).count == numbers.count {
        seeds = numbers
        return "{seed}"
      }
    }
    let word = ForeignSweep.word(name, taken: Set(parameters.map(\.name)))
    if word != name { remarks.append("the parameter `\(name)` is called `\(word)` here") }
    var seen: Set<Literal> = []
    let distinct = unified(values, of: name).filter { seen.insert($0).inserted }
    if distinct.count < values.count { remarks.append("values of `\(name)` that stood there twice run once") }
    parameters.append(Parameter(name: word, values: distinct))
    return "{\(word)}"
  }

  /// A name as specs take it: letters, digits, `-` and `_`.
  static func word(_ name: String, taken: Set<String> = []) -> String {
    var word = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "_" }.prefix(60))
    if word.first?.isLetter != true { word = "p_" + word }
    if ["seed", "replicate", "because", "task", "files"].contains(word) { word += "_" }
    var unique = word
    var number = 2
    while taken.contains(unique) {
      unique = "\(word)_\(number)"
      number += 1
    }
    return unique
  }

  /// Text that is to stand in a command as it is.
  static func literal(_ text: String) -> String { text.replacing("{", with: "{{").replacing("}", with: "}}") }

  /// Values of one kind: whole numbers beside others are reals, and whatever else is mixed is text.
  private mutating func unified(_ values: [Literal], of name: String) -> [Literal] {
    let kinds = Set(values.map(ForeignSweep.kind))
    if kinds.count <= 1 { return values }
    if kinds == ["integer", "real"] {
      return values.map { if case .integer(let number) = $0 { .real("\(number).0") } else { $0 } }
    }
    remarks.append("values of `\(name)` are of several kinds, and all of them are text here")
    return values.map { .text(ForeignSweep.plain($0)) }
  }

  private static func kind(_ literal: Literal) -> String {
    switch literal {
    case .boolean: "boolean"
    case .integer: "integer"
    case .real: "real"
    case .text: "text"
    case .list: "list"
    }
  }

  private static func plain(_ literal: Literal) -> String {
    switch literal {
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): "\(number)"
    case .real(let text), .text(let text): text
    case .list(let items): "[" + items.map(plain).joined(separator: ",") + "]"
    }
  }

  // MARK: As a spec

  /// The spec, with remarks as comments.
  var text: String {
    var lines = [
      "# Converted from \(PlainText.line(origin)) by `percolate convert`. To be checked before it runs:"
    ]
    for remark in remarks + standing { lines.append("# - \(PlainText.line(remark))") }
    lines.append("name: \(ForeignSweep.quoted(name))")
    if let summary { lines.append("description: \(ForeignSweep.quoted(summary))") }
    lines += [
      "experiment:", "  name: \(ForeignSweep.quoted(ForeignSweep.word(name)))", "  version: 1",
      "  command: [\(command.map(ForeignSweep.quoted).joined(separator: ", "))]", "  files: [.]",
      "  working-directory: \(workingDirectory)",
    ]
    let variables = set.map { "\(ForeignSweep.quoted($0.name)): \(ForeignSweep.quoted($0.value))" }
    let sets = variables.isEmpty ? "" : ", set: {\(variables.joined(separator: ", "))}"
    lines.append("  environment: {pass: [\(passed.joined(separator: ", "))]\(sets)}")
    if !parameters.isEmpty { lines.append("  parameters:") }
    for parameter in parameters {
      guard let first = parameter.values.first else { continue }
      lines.append(
        "    \(parameter.name): {\(ForeignSweep.type(first)), default: \(ForeignSweep.yaml(first))}")
    }
    lines.append("  metrics:")
    for metric in metrics.isEmpty ? ["loss"] : metrics {
      lines.append("    \(ForeignSweep.word(metric)): {streamed: true, final: true}")
    }
    let axes = parameters.filter { $0.values.count > 1 }
    if !axes.isEmpty { lines.append("axes:") }
    for axis in axes {
      lines.append("  \(axis.name): [\(axis.values.map(ForeignSweep.yaml).joined(separator: ", "))]")
    }
    if seeds.count == 1 { lines.append("seed: \(seeds[0])") }
    if seeds.count > 1 { lines.append("seeds: [\(seeds.map(String.init).joined(separator: ", "))]") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is true of every program that comes from elsewhere.
  private var standing: [String] {
    [
      "the program has to report to percolate: `import percolate_task as task`, `task.report(step, loss=loss)`, "
        + "`task.result(loss=loss)`; the module is printed by `percolate program python`",
      metrics.isEmpty ? "no metric was named: `loss` stands for those that the program reports" : nil,
      "`files: [.]` takes the folder in which this file lies; leave out data with `exclude`",
      "only the variables under `environment` reach the program",
    ].compactMap { $0 }
  }

  private static func type(_ literal: Literal) -> String {
    guard case .list(let items) = literal else { return "kind: \(kind(literal))" }
    return "kind: list, of: \(items.first.map(kind) ?? "text")"
  }

  private static func yaml(_ literal: Literal) -> String {
    switch literal {
    case .text(let text): quoted(text)
    case .list(let items): "[" + items.map(yaml).joined(separator: ", ") + "]"
    case .boolean, .integer, .real: plain(literal)
    }
  }

  private static func quoted(_ text: String) -> String {
    let isWord =
      text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    return isWord
      ? text
      : SpecNode(content: .scalar(text, isPlain: false), mark: SpecMark(file: "", line: 1, column: 1))
        .flowText
  }
}
