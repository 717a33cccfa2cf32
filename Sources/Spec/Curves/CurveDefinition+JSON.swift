internal import SweepModel

extension CurveDefinition {
  /// The curve as the resolved spec stores it.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "crossing": .optional(crossing), "fit": .optional(fit?.rawValue), "name": .text(name),
      "panel": .optional(panel), "series": .optional(series), "statistic": .text(statistic.rawValue),
      "x": .text(x), "x-scale": .text(xScale.rawValue), "y": .text(y), "y-scale": .text(yScale.rawValue),
    ]
    members["interval"] =
      switch interval {
      case .t(let level): .object(["t": .real(level)])
      case .bootstrap(let level): .object(["bootstrap": .real(level)])
      case .wilson(let level): .object(["wilson": .real(level)])
      case .standardError: .text("standard-error")
      case .none: .text("none")
      }
    if let overlay {
      switch overlay.source {
      case .experiment(let name, let parameters):
        members["overlay"] = .object([
          "experiment": .text(name), "parameters": JSONValue(parameters), "y": .text(overlay.y),
        ])
      case .sweep(let name): members["overlay"] = .object(["sweep": .text(name), "y": .text(overlay.y)])
      }
    }
    addKind(to: &members)
    return .object(members)
  }

  /// Only what differs from a plain curve: the ids of sweeps derive from this text.
  private func addKind(to members: inout [String: JSONValue]) {
    figure.add(to: &members)
    if kind != .curve { members["kind"] = .text(kind.rawValue) }
    if !moreY.isEmpty { members["more-y"] = .words(moreY) }
    if !theory.isEmpty { members["theory"] = .words(theory) }
    if let z { members["z"] = .text(z) }
    if zScale != .linear { members["z-scale"] = .text(zScale.rawValue) }
    if let zRange { members["z-range"] = .list([.real(zRange.lowerBound), .real(zRange.upperBound)]) }
    if let source { members["of"] = .text(source) }
    if !guides.isEmpty { members["guides"] = .list(guides.map(JSONValue.real)) }
    if hasEqualAspect { members["aspect"] = .text("equal") }
    if !selection.isEmpty { members["where"] = JSONValue(selection) }
    if !markers.isEmpty {
      members["markers"] = .list(
        markers.map { marker in
          var place: [String: JSONValue] = [
            "name": .text(marker.name), "x": .real(marker.x), "y": .real(marker.y),
          ]
          if !marker.panels.isEmpty { place["panels"] = .values(marker.panels) }
          return .object(place)
        })
    }
  }

  /// Reads what ``addKind(to:)`` writes; false where it is something else.
  private mutating func readKind(_ json: JSONValue, _ schema: ExperimentSchema?) -> Bool {
    guard let settings = FigureSettings(in: json) else { return false }
    figure = settings
    if let text = json["kind"]?.text {
      guard let found = Kind(rawValue: text) else { return false }
      kind = found
    }
    moreY = json["more-y"]?.list?.compactMap(\.text) ?? []
    theory = json["theory"]?.list?.compactMap(\.text) ?? []
    z = json["z"]?.text
    zScale = json["z-scale"]?.text.flatMap(Scale.init) ?? .linear
    if let ends = json["z-range"]?.list?.compactMap(\.number) {
      guard ends.count == 2, ends[0] < ends[1] else { return false }
      zRange = ends[0]...ends[1]
    }
    source = json["of"]?.text
    guides = json["guides"]?.list?.compactMap(\.number) ?? []
    hasEqualAspect = json["aspect"]?.text == "equal"
    for item in json["markers"]?.list ?? [] {
      guard let name = item["name"]?.text, let x = item["x"]?.number, let y = item["y"]?.number else {
        return false
      }
      var marker = Marker(name: name, x: x, y: y)
      if case .list(let values)? = item["panels"]?.parameterValue {
        marker.panels = values.map { $0.typed(by: panel.flatMap { schema?[$0] }) }
      }
      markers.append(marker)
    }
    if let stored = json["where"] {
      guard let condition = Condition(stored, schema) else { return false }
      selection = condition
    }
    return (kind != .heatMap || z != nil) && (kind != .scaling || source != nil)
  }

  /// Reads ``json`` back; nil where it is something else.
  ///
  /// - Parameter schema: the sweep's experiment, which gives the values of ``selection`` their types.
  init?(json: JSONValue, schema: ExperimentSchema?, catalog: ExperimentCatalog) {
    guard let name = json["name"]?.text, let x = json["x"]?.text, let y = json["y"]?.text,
      let statistic = json["statistic"]?.text.flatMap(Statistic.init),
      let xScale = json["x-scale"]?.text.flatMap(Scale.init),
      let yScale = json["y-scale"]?.text.flatMap(Scale.init), let intervalJSON = json["interval"]
    else { return nil }
    self.init(name: name, x: x, y: y, statistic: statistic, xScale: xScale, yScale: yScale)
    if let level = intervalJSON["t"]?.number {
      interval = .t(level: level)
    } else if let level = intervalJSON["bootstrap"]?.number {
      interval = .bootstrap(level: level)
    } else if let level = intervalJSON["wilson"]?.number {
      interval = .wilson(level: level)
    } else if intervalJSON.text == "standard-error" {
      interval = .standardError
    } else if intervalJSON.text == "none" {
      interval = .none
    } else {
      return nil
    }
    series = json["series"]?.text
    panel = json["panel"]?.text
    crossing = json["crossing"]?.number
    fit = json["fit"]?.text.flatMap(Fit.init)
    guard readKind(json, schema) else { return nil }
    guard let overlayJSON = json["overlay"] else { return }
    guard let overlayY = overlayJSON["y"]?.text else { return nil }
    if let sweep = overlayJSON["sweep"]?.text {
      overlay = Overlay(source: .sweep(sweep), y: overlayY)
    } else if let experiment = overlayJSON["experiment"]?.text,
      let parameters = overlayJSON["parameters"]?.parameters
    {
      let typed = parameters.typed(by: catalog[experiment]?.schema)
      overlay = Overlay(source: .experiment(experiment, parameters: typed), y: overlayY)
    } else {
      return nil
    }
  }
}
