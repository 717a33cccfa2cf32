internal import SweepModel

/// Reads a program that a spec declares as its experiment.
extension SpecChecker {
  static let programKeys = [
    "name", "version", "identity", "description", "command", "files", "exclude", "working-directory",
    "environment", "parameters", "metrics", "artifacts", "checkpoints", "stops",
  ]
  static let environmentKeys = ["pass", "set"]
  static let metricKeys = [
    "streamed", "final", "required", "range", "unit", "symbol", "label", "description",
  ]
  static let artifactKeys = ["type", "description"]
  /// Variables that percolate sets itself.
  private static let variablePrefix = "PERCOLATE_"

  /// The declaration; nil, with every mistake reported, where it has one.
  ///
  /// - Parameter node: the mapping under `experiment`, or a file of its own.
  func program(_ node: SpecNode) -> ProgramDeclaration? {
    let before = problems.count
    _ = fields(node, "`experiment`", allowed: SpecChecker.programKeys)
    let name = programName(node)
    let bundle = files(node)
    let isContent = identity(node)
    let version = programVersion(node, isContent: isContent)
    let summary = node["description"].flatMap { $0.isNull ? nil : text($0, "`description`") } ?? ""
    let parameters = declarations(node["parameters"], "`parameters`", "parameter") { parameterDefinition($0) }
    let metrics = declarations(node["metrics"], "`metrics`", "metric") { metric($0) }
    if metrics.isEmpty, problems.count == before {
      report(
        node["metrics"]?.mark ?? node.mark, "the program declares no metric",
        expected: "what its result has, such as `metrics: {accuracy: {range: [0, 1]}}`")
    }
    let artifacts = declarations(node["artifacts"], "`artifacts`", "artifact") { artifact($0) }
    var savesCheckpoints = false
    if let checkpoints = node["checkpoints"], !checkpoints.isNull,
      case .text(let word)? = value(checkpoints, .choice(["none", "directory"]), "`checkpoints`")
    {
      savesCheckpoints = word == "directory"
    }
    let words = command(node, parameters, hasFiles: hasFiles(node))
    let folder = workingDirectory(node["working-directory"])
    if folder == TaskProgram.filesFolder, !hasFiles(node), let mark = node["working-directory"]?.mark {
      report(
        mark, "`files` as `working-directory` of a program that brings none",
        expected: "`files: [train.py, ...]`, or `./files` for a folder of that name")
    }
    let program = TaskProgram(
      command: words, environment: environment(node["environment"]),
      workingDirectory: folder, files: isContent ? bundle?.digest : nil, savesCheckpoints: savesCheckpoints,
      parameters: parameters, metrics: metrics, artifacts: artifacts)
    guard problems.count == before, let name, let version else { return nil }
    let schema = ExperimentSchema(
      name: name, version: version, summary: summary, parameters: parameters, metrics: metrics,
      artifacts: artifacts, savesCheckpoints: savesCheckpoints)
    return ProgramDeclaration(
      schema: schema, program: program, bundle: bundle,
      stops: flag(node["stops"], "`stops`") ?? false, source: node.flowText)
  }

  private func programName(_ node: SpecNode) -> String? {
    guard let found = node["name"], !found.isNull else {
      report(node.mark, "the program has no `name`", expected: "for example `name: train`")
      return nil
    }
    guard let name = identifier(found, "the program's name") else { return nil }
    guard builtIn[name] == nil else {
      report(
        found.mark, "the name `\(name)`, which an experiment of percolate has", expected: "another name")
      return nil
    }
    return name
  }

  /// Whether the content of the program's files stands for what it does, in place of a version.
  private func identity(_ node: SpecNode) -> Bool {
    guard let found = node["identity"], !found.isNull,
      case .text(let word)? = value(found, .choice(["content", "version"]), "`identity`"), word == "content"
    else { return false }
    if !hasFiles(node) {
      report(
        found.mark, "`identity: content` of a program that brings no files",
        expected: "`files: [train.py, ...]`, whose content it is, or `version: 1` in its place")
    }
    return true
  }

  private func programVersion(_ node: SpecNode, isContent: Bool) -> Int? {
    if isContent {
      guard let found = node["version"], !found.isNull else { return 1 }
      report(found.mark, "a `version` beside `identity: content`", expected: "one of them")
      return nil
    }
    guard let found = node["version"], !found.isNull else {
      report(
        node.mark, "the program has no `version`",
        expected:
          "`version: 1`, to be raised whenever the same parameters and seed would give other results, or "
          + "`identity: content` for that of its `files`")
      return nil
    }
    return integer(found, "`version`", in: 1...1_000_000_000)
  }

  /// A word that can be a key of specs and a column of tables.
  private func identifier(_ node: SpecNode, _ what: String) -> String? {
    let expected = "a letter, then letters, digits, `-` and `_`, at most 64 in all"
    guard let name = text(node, what, expected: expected) else { return nil }
    guard let first = name.first, first.isASCII, first.isLetter, name.utf8.count <= 64,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    else {
      report(node.mark, "\(what) \(node.kindName)", expected: expected)
      return nil
    }
    return name
  }

  private func declarations<Value>(
    _ node: SpecNode?, _ what: String, _ one: String, _ read: (SpecNode.Entry) -> Value?
  ) -> [Value] {
    fields(node, what).compactMap { entry in
      let key = SpecNode(content: .scalar(entry.key, isPlain: true), mark: entry.keyMark)
      guard identifier(key, "the \(one)") != nil else { return nil }
      if one == "parameter", ["seed", "replicate", "because"].contains(entry.key) {
        report(
          entry.keyMark, "the parameter `\(entry.key)`, which means something else in specs",
          expected: entry.key == "because"
            ? "another name" : "another name: programs get the \(entry.key) in any case")
        return nil
      }
      return read(entry)
    }
  }

  private func metric(_ entry: SpecNode.Entry) -> ExperimentSchema.Metric? {
    let node = entry.value
    let what = "metric `\(entry.key)`"
    _ = fields(node, what, allowed: SpecChecker.metricKeys)
    let isStreamed = flag(node["streamed"], "`streamed` of \(what)") ?? false
    let isFinal = flag(node["final"], "`final` of \(what)") ?? !isStreamed
    let isRequired = flag(node["required"], "`required` of \(what)") ?? isFinal
    if !isStreamed, !isFinal {
      report(
        node.mark, "\(what) is neither streamed nor final", expected: "`streamed: true` or `final: true`")
    }
    if isRequired, !isFinal {
      report(
        node.mark, "\(what) is required and not final", expected: "`final: true` beside `required: true`")
    }
    var range: ClosedRange<Double>?
    if let found = node["range"], !found.isNull,
      case .list(let ends)? = value(found, .list(of: .anyReal, count: 2...2), "`range` of \(what)"),
      let low = ends.first?.number, let high = ends.last?.number
    {
      if low < high {
        range = low...high
      } else {
        report(found.mark, "a range from \(ends[0]) to \(ends[1])", expected: "the lower end first")
      }
    }
    return ExperimentSchema.Metric(
      entry.key, unit: line(node["unit"], "`unit`") ?? "", symbol: line(node["symbol"], "`symbol`"),
      label: line(node["label"], "`label`"), streamed: isStreamed, final: isFinal, required: isRequired,
      range: range, line(node["description"], "`description`") ?? "")
  }

  private func artifact(_ entry: SpecNode.Entry) -> ExperimentSchema.Artifact? {
    let what = "artifact `\(entry.key)`"
    _ = fields(entry.value, what, allowed: SpecChecker.artifactKeys)
    let expected = "a media type, such as `type: image/png` or `type: text/csv`"
    guard let node = entry.value["type"], !node.isNull else {
      report(entry.keyMark, "\(what) has no `type`", expected: expected)
      return nil
    }
    guard let type = line(node, "`type`") else { return nil }
    let parts = type.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, type.utf8.count <= 100,
      parts.allSatisfy({ part in
        !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
      })
    else {
      report(node.mark, "\(node.kindName) as the type of \(what)", expected: expected)
      return nil
    }
    return .init(entry.key, mediaType: type, line(entry.value["description"], "`description`") ?? "")
  }

  private func command(
    _ node: SpecNode, _ parameters: [ParameterDefinition], hasFiles: Bool
  ) -> [CommandWord] {
    guard let list = node["command"], !list.isNull else {
      report(
        node.mark, "the program has no `command`",
        expected: "the program and its arguments, such as `command: [python3, train.py, \"--lr={lr}\"]`")
      return []
    }
    let nodes = items(list, "`command`")
    if nodes.isEmpty, case .list = list.content {
      report(list.mark, "an empty `command`", expected: "the program and its arguments")
    }
    // Those with mistakes of their own, too: what is wrong is said once.
    let names =
      (node["parameters"]?.entries?.map(\.key) ?? []) + (hasFiles ? [CommandWord.filesPlaceholder] : [])
    var words: [CommandWord] = []
    for (index, node) in nodes.enumerated() {
      guard let text = text(node, "a word of `command`") else { continue }
      guard !text.utf8.contains(0), index > 0 || !text.isEmpty else {
        report(node.mark, "\(node.kindName) as a word of `command`", expected: "text without NUL")
        continue
      }
      do throws(CommandWord.Problem) {
        let word = try CommandWord(text)
        for name in word.placeholders where !(CommandWord.taskPlaceholders + names).contains(name) {
          reportUnknown(
            "placeholder", "{\(name)}", node.mark,
            known: (names + CommandWord.taskPlaceholders).map { "{\($0)}" })
        }
        words.append(word)
      } catch {
        report(node.mark, "\(node.kindName) as a word of `command`: \(error)")
      }
    }
    warnOfUnused(parameters, in: words, node)
    return words
  }

  /// A command with some parameters in it most likely means to have all of them.
  private func warnOfUnused(
    _ parameters: [ParameterDefinition], in words: [CommandWord], _ node: SpecNode
  ) {
    let used = Set(words.flatMap(\.placeholders)).subtracting(
      CommandWord.taskPlaceholders + [CommandWord.filesPlaceholder])
    guard !used.isEmpty else { return }
    for entry in node["parameters"]?.entries ?? []
    where !used.contains(entry.key) && parameters.contains(where: { $0.name == entry.key }) {
      warn(
        entry.keyMark, "the command uses other parameters and not `\(entry.key)`",
        expected: "`{\(entry.key)}` in the command, or a program that reads it from PERCOLATE_PARAMETERS")
    }
  }

  private func environment(_ node: SpecNode?) -> [String: TaskProgram.Variable] {
    var variables: [String: TaskProgram.Variable] = [:]
    func add(_ name: String, _ mark: SpecMark, _ value: TaskProgram.Variable) {
      guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
        name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }), name.utf8.count <= 256
      else {
        return report(
          mark, "the variable `\(name)`", expected: "letters, digits and `_`, the first one no digit")
      }
      if name.hasPrefix(SpecChecker.variablePrefix) {
        return report(
          mark, "the variable `\(name)`",
          expected: "another name: percolate itself sets those with PERCOLATE_")
      }
      if variables.updateValue(value, forKey: name) != nil {
        report(mark, "the variable `\(name)` twice", expected: "each variable once, in `pass` or in `set`")
      }
    }
    for entry in fields(node, "`environment`", allowed: SpecChecker.environmentKeys) {
      if entry.key == "pass" {
        for item in items(entry.value, "`pass`") {
          if let name = text(item, "a variable of `pass`") { add(name, item.mark, .passed) }
        }
      } else {
        for variable in fields(entry.value, "`set`") {
          guard let value = text(variable.value, "variable `\(variable.key)`") else { continue }
          guard !value.utf8.contains(0) else {
            report(variable.value.mark, "a NUL in variable `\(variable.key)`", expected: "text without NUL")
            continue
          }
          add(variable.key, variable.keyMark, .set(value))
        }
      }
    }
    return variables
  }

  /// A folder on the workers; nil for one of the task's own.
  private func workingDirectory(_ node: SpecNode?) -> String? {
    guard let node, !node.isNull else { return nil }
    let expected =
      "`scratch` for an empty folder of the task's own, `files` for that with the program's files, or a folder that all "
      + "workers have"
    guard let path = text(node, "`working-directory`", expected: expected) else { return nil }
    if path == "scratch" { return nil }
    if path == TaskProgram.filesFolder { return path }
    guard path.hasPrefix("/"), !path.utf8.contains(0) else {
      report(
        node.mark, "\(node.kindName) as `working-directory`",
        expected: expected + "; where a spec is sent without the file's own folder, its path begins with `/`")
      return nil
    }
    return path
  }

  /// A boolean; nil where nothing, or something else, is written.
  private func flag(_ node: SpecNode?, _ what: String) -> Bool? {
    guard let node, !node.isNull, case .boolean(let flag)? = value(node, .boolean, what) else { return nil }
    return flag
  }

  /// One line of text; nil where nothing is written.
  func line(_ node: SpecNode?, _ what: String) -> String? {
    guard let node, !node.isNull, let text = text(node, what) else { return nil }
    guard text.utf8.count <= 1000, !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      report(node.mark, "\(node.kindName) as \(what)", expected: "one line of at most 1000 bytes")
      return nil
    }
    return text
  }
}

extension ParameterDefinition.Kind {
  static let anyReal = ParameterDefinition.Kind.real(0...0).unbounded
}
