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
    return .object(members)
  }

  /// Reads ``json`` back; nil where it is something else.
  init?(json: JSONValue, catalog: ExperimentCatalog) {
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
