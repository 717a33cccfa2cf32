extension TaskProgram {
  /// As it stands in a task's definition. What has its default is left out, so that later keys change no ids.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "command": .list(command.map { .text($0.source) }),
      "metrics": .object(metrics.mapValues(\.json)),
      "parameters": .object(parameters.mapValues(\.typeJSON)),
    ]
    if !artifacts.isEmpty { members["artifacts"] = .object(artifacts.mapValues(JSONValue.text)) }
    if savesCheckpoints { members["checkpoints"] = .text("directory") }
    let passed = environment.filter { $0.value == .passed }.keys.sorted()
    if !passed.isEmpty { members["pass"] = .list(passed.map(JSONValue.text)) }
    let set = environment.compactMapValues {
      if case .set(let value) = $0 { JSONValue.text(value) } else { nil }
    }
    if !set.isEmpty { members["set"] = .object(set) }
    if let files { members["files"] = .text(files.hex) }
    if let workingDirectory { members["working-directory"] = .text(workingDirectory) }
    return .object(members)
  }

  /// Reads ``json`` back; nil where this is something else, or of a later version.
  public init?(json: JSONValue) {
    guard case .object(let members) = json, let words = json["command"]?.list, !words.isEmpty,
      case .object(let metrics)? = members["metrics"], case .object(let parameters)? = members["parameters"]
    else { return nil }
    let known = [
      "artifacts", "checkpoints", "command", "files", "metrics", "parameters", "pass", "set",
      "working-directory",
    ]
    guard members.keys.allSatisfy(known.contains) else { return nil }
    command = words.compactMap { word in word.text.flatMap { try? CommandWord($0) } }
    self.metrics = metrics.compactMapValues(Metric.init)
    self.parameters = parameters.compactMapValues(ParameterDefinition.Kind.init(typeJSON:))
    guard command.count == words.count, self.metrics.count == metrics.count,
      self.parameters.count == parameters.count
    else { return nil }
    artifacts = [:]
    if let found = members["artifacts"] {
      guard case .object(let files) = found else { return nil }
      artifacts = files.compactMapValues(\.text)
      guard artifacts.count == files.count else { return nil }
    }
    savesCheckpoints = false
    if let found = members["checkpoints"] {
      guard found.text == "directory" else { return nil }
      savesCheckpoints = true
    }
    environment = [:]
    for name in members["pass"]?.list ?? [] {
      guard let name = name.text else { return nil }
      environment[name] = .passed
    }
    if case .object(let values)? = members["set"] {
      for (name, value) in values {
        guard let value = value.text else { return nil }
        environment[name] = .set(value)
      }
    }
    workingDirectory = members["working-directory"]?.text
    files = members["files"]?.text.flatMap(Digest.init(hex:))
    guard self.json == json else { return nil }
  }
}

extension TaskProgram.Metric {
  fileprivate var json: JSONValue {
    let words = [(isStreamed, "streamed"), (isFinal, "final"), (isRequired, "required")]
    return .list(words.filter(\.0).map { .text($0.1) })
  }

  fileprivate init?(_ json: JSONValue) {
    guard let words = json.list?.compactMap(\.text) else { return nil }
    self.init(
      isStreamed: words.contains("streamed"), isFinal: words.contains("final"),
      isRequired: words.contains("required"))
    guard self.json == json else { return nil }
  }
}

extension ParameterDefinition.Kind {
  /// The type without its bounds: `"real"`, `["integer"]` for a list, `{"either": ["text", ["text"]]}`.
  fileprivate var typeJSON: JSONValue {
    switch self {
    case .boolean: .text("boolean")
    case .integer: .text("integer")
    case .real: .text("real")
    case .choice, .text: .text("text")
    case .list(let item, _): .list([item.typeJSON])
    case .either(let kinds): .object(["either": .list(kinds.map(\.typeJSON))])
    }
  }

  fileprivate init?(typeJSON json: JSONValue) {
    let kind: ParameterDefinition.Kind
    switch json {
    case .text("boolean"): kind = .boolean
    case .text("integer"): kind = .integer(0...0)
    case .text("real"): kind = .real(0...0)
    case .text("text"): kind = .text
    case .list(let items):
      guard items.count == 1, let item = items.first.flatMap(ParameterDefinition.Kind.init(typeJSON:)) else {
        return nil
      }
      kind = .list(of: item, count: 0...0)
    case .object:
      guard let items = json["either"]?.list else { return nil }
      kind = .either(items.compactMap(ParameterDefinition.Kind.init(typeJSON:)))
    default: return nil
    }
    self = kind.unbounded
    guard typeJSON == json else { return nil }
  }
}
