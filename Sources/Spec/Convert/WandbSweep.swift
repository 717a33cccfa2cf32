internal import SweepModel

/// A sweep of Weights & Biases: https://docs.wandb.ai/guides/sweeps/sweep-config-keys
struct WandbSweep {
  private static let usedKeys = [
    "program", "method", "name", "description", "metric", "parameters", "command",
  ]
  private static let standardCommand = ["${env}", "${interpreter}", "${program}", "${args}"]

  private let root: SpecNode
  private let file: String

  init(_ root: SpecNode, file: String) {
    self.root = root
    self.file = file
  }

  private func problem(_ mark: SpecMark, _ found: String, expected: String) -> SpecErrors {
    SpecErrors([SpecProblem(mark, found, expected: expected)])
  }

  private func text(_ node: SpecNode?) -> String? {
    guard let node, !node.isNull, case .scalar(let text, _) = node.content else { return nil }
    return text
  }

  func sweep() throws(SpecErrors) -> ForeignSweep {
    let method = text(root["method"]) ?? "none"
    guard method == "grid" else {
      throw problem(
        root["method"]?.mark ?? root.mark, "the method `\(method)`",
        expected:
          "`method: grid`: percolate runs every combination, and chooses none by \(method == "random" ? "chance" : "results"); "
          + "list values under `parameters`, or let `refine` look for where a metric crosses a level")
    }
    var sweep = ForeignSweep(origin: "\(file), a Weights & Biases sweep")
    let program = text(root["program"])
    let stem = program?.split(separator: "/").last?.split(separator: ".").first.map(String.init)
    sweep.name = ForeignSweep.word(text(root["name"]) ?? stem ?? "converted")
    sweep.summary = text(root["description"])
    var arguments: [(name: String, placeholder: String)] = []
    try add(root["parameters"], "", &sweep, &arguments)
    sweep.command = try command(program, arguments, &sweep)
    if let metric = root["metric"], let name = text(metric["name"]) {
      sweep.metrics = [name]
      if ForeignSweep.word(name) != name {
        sweep.remarks.append("the metric `\(name)` is called `\(ForeignSweep.word(name))` here")
      }
      if let goal = text(metric["goal"]) {
        sweep.remarks.append("the goal to \(goal) `\(name)`: a grid has none")
      }
    }
    for entry in root.entries ?? [] where !WandbSweep.usedKeys.contains(entry.key) {
      sweep.remarks.append("`\(entry.key)`: \(WandbSweep.reason(entry.key))")
    }
    if sweep.parameters.contains(where: { if case .boolean? = $0.values.first { true } else { false } }) {
      sweep.remarks.append(
        "true and false arrive as `true` and `false`, where the agent wrote `True` and `False`")
    }
    return sweep
  }

  private static func reason(_ key: String) -> String {
    switch key {
    case "early_terminate": "every task runs to its end; `limits` can end those that stall"
    case "run_cap": "all combinations run"
    case "entity", "project": "results are in percolate's own journal"
    default: "it has no place in a spec"
    }
  }

  private func add(
    _ node: SpecNode?, _ prefix: String, _ sweep: inout ForeignSweep,
    _ arguments: inout [(name: String, placeholder: String)]
  ) throws(SpecErrors) {
    for entry in node?.entries ?? [] {
      let name = prefix + entry.key
      if entry.value["parameters"]?.entries != nil {
        sweep.remarks.append(
          "`\(name)` is passed as one argument for each of its parameters, where the agent passed a mapping")
        try add(entry.value["parameters"], name + ".", &sweep, &arguments)
        continue
      }
      if entry.value["probabilities"] != nil {
        sweep.remarks.append("the probabilities of `\(name)`: a grid has none")
      }
      arguments.append((name, sweep.add(name, try values(entry.value, of: name))))
    }
  }

  private func values(_ node: SpecNode, of name: String) throws(SpecErrors) -> [ForeignSweep.Literal] {
    var nodes: [SpecNode] = []
    if let value = node["value"] {
      nodes = [value]
    } else if case .list(let items)? = node["values"]?.content {
      nodes = items
    } else if let steps = steps(node) {
      return steps
    }
    let literals = nodes.compactMap(ForeignSweep.Literal.init)
    guard !literals.isEmpty, literals.count == nodes.count else {
      let distribution =
        text(node["distribution"]).map { "the distribution `\($0)` of" } ?? "no list of values for"
      throw problem(
        node.mark, "\(nodes.isEmpty ? distribution : "a mapping among the values of") `\(name)`",
        expected: "`values: [...]` or `value: ...`, as a grid needs them")
    }
    return literals
  }

  /// The values of a distribution that has few: whole numbers, or steps of `q`.
  private func steps(_ node: SpecNode) -> [ForeignSweep.Literal]? {
    guard let low = text(node["min"]).flatMap(DecimalNumber.init),
      let high = text(node["max"]).flatMap(DecimalNumber.init)
    else { return nil }
    let distribution = text(node["distribution"])
    if distribution == "int_uniform" || distribution == nil, let first = low.integer, let last = high.integer,
      first <= last, last - first < 10_000
    {
      return (first...last).map { .integer($0) }
    }
    guard distribution == "q_uniform",
      let step = text(node["q"] ?? SpecNode(content: .scalar("1", isPlain: true), mark: node.mark))
        .flatMap(DecimalNumber.init), step.double > 0, high.double >= low.double
    else { return nil }
    let count = ((high.double - low.double) / step.double + 1e-9).rounded(.down)
    guard count < 10_000 else { return nil }
    // As the decimal numbers that were meant: 0.1 + 2 * 0.1 is 0.3.
    return (0...Int(count)).map {
      .real(CanonicalJSON.text(of: .real(((low.double + Double($0) * step.double) * 1e12).rounded() / 1e12)))
    }
  }

  private func command(
    _ program: String?, _ arguments: [(name: String, placeholder: String)], _ sweep: inout ForeignSweep
  ) throws(SpecErrors) -> [String] {
    var words = WandbSweep.standardCommand
    if let node = root["command"], !node.isNull {
      guard case .list(let items) = node.content else {
        throw problem(node.mark, "\(node.kindName) as `command`", expected: "a list of words")
      }
      words = items.compactMap { text($0) }
    }
    var command: [String] = []
    for word in words {
      switch word {
      case "${env}": break
      case "${interpreter}": command.append("python3")
      case "${program}":
        guard let program else {
          throw problem(root.mark, "no `program`", expected: "`program: train.py`, which the sweep runs")
        }
        command.append(ForeignSweep.literal(program))
      case "${args}", "${args_no_boolean_flags}":
        command += arguments.map { "--\(ForeignSweep.literal($0.name))=\($0.placeholder)" }
        if word != "${args}" {
          sweep.remarks.append(
            "`\(word)`: flags come as `--flag=true` and `--flag=false`, and not alone or not at all")
        }
      case "${args_no_hyphens}":
        command += arguments.map { "\(ForeignSweep.literal($0.name))=\($0.placeholder)" }
      case "${args_json}", "${args_json_file}":
        sweep.remarks.append("`\(word)`: the program finds all parameters as JSON in $PERCOLATE_PARAMETERS")
      default:
        if word.contains("${") {
          sweep.remarks.append("`\(word)` in the command stays as it is: nobody fills it in")
        }
        command.append(ForeignSweep.literal(word))
      }
    }
    // The agent's `${env}` finds the program in PATH, and so does percolate.
    if command.first == "/usr/bin/env" { command.removeFirst() }
    guard !command.isEmpty else {
      throw problem(
        root["command"]?.mark ?? root.mark, "an empty command", expected: "the program and its arguments")
    }
    if command[0].hasSuffix(".py"), !command[0].contains("/") { command[0] = "./" + command[0] }
    return command
  }
}
