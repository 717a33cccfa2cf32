internal import SweepModel

extension CurveDefinition {
  /// The curve as the resolved spec stores it.
  var json: JSONValue {
    let content = kind.content
    var members = content.members
    members["name"] = .text(name)
    figure.add(to: &members)
    if !selection.isEmpty { members["where"] = JSONValue(selection) }
    if type(of: content).isAggregated {
      members["panel"] = .optional(panel)
      members["statistic"] = .text(statistic.rawValue)
      members["interval"] = interval.json
    } else if let panel {
      members["panel"] = .text(panel)
    }
    return .object(members)
  }

  /// Reads ``json`` back; nil where it is something else.
  init?(json: JSONValue, _ context: StoredCurveContext) {
    let word = json["kind"]?.text ?? LineCurve.word
    guard let content = CurveKind.contents.first(where: { $0.word == word }) else { return nil }
    self.init(json: json, as: content, context)
  }

  /// The same for an entry that does not store its kind.
  init?(json: JSONValue, as type: any CurveContent.Type, _ context: StoredCurveContext) {
    guard let name = json["name"]?.text, let figure = FigureSettings(in: json),
      let content = type.init(stored: json, context)
    else { return nil }
    self.init(name: name, kind: content.kind, panel: json["panel"]?.text)
    self.figure = figure
    if let stored = json["where"] {
      guard let condition = Condition(stored, context.schema) else { return nil }
      selection = condition
    }
    guard type.isAggregated else { return }
    guard let statistic = json["statistic"]?.text.flatMap(Statistic.init),
      let interval = json["interval"].flatMap(Interval.init(json:))
    else { return nil }
    self.statistic = statistic
    self.interval = interval
  }
}

extension CurveDefinition.Interval {
  fileprivate var json: JSONValue {
    switch self {
    case .t(let level): .object(["t": .real(level)])
    case .bootstrap(let level): .object(["bootstrap": .real(level)])
    case .wilson(let level): .object(["wilson": .real(level)])
    case .standardError: .text("standard-error")
    case .none: .text("none")
    }
  }

  fileprivate init?(json: JSONValue) {
    if let level = json["t"]?.number {
      self = .t(level: level)
    } else if let level = json["bootstrap"]?.number {
      self = .bootstrap(level: level)
    } else if let level = json["wilson"]?.number {
      self = .wilson(level: level)
    } else if json.text == "standard-error" {
      self = .standardError
    } else if json.text == "none" {
      self = .none
    } else {
      return nil
    }
  }
}
