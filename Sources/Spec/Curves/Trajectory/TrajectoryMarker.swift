package import SweepModel

extension Trajectory {
  /// A named place in the plane of both metrics.
  package struct Marker: Sendable, Hashable {
    package var name: String
    /// In the units of the metrics on the two axes.
    package var x: Double
    package var y: Double
    /// The panels that it is drawn in, by the values of the panel's parameter; empty for all of them.
    package var panels: [ParameterValue] = []

    package init(name: String, x: Double, y: Double, panels: [ParameterValue] = []) {
      self.name = name
      self.x = x
      self.y = y
      self.panels = panels
    }

    /// Whether the marker belongs into the panel of that key.
    package func isIn(panel key: ParameterValue?) -> Bool {
      panels.isEmpty || panels.contains { $0.normalised == key?.normalised }
    }
  }
}

extension Trajectory.Marker {
  /// The marker as the resolved spec stores it.
  var json: JSONValue {
    var place: [String: JSONValue] = ["name": .text(name), "x": .real(x), "y": .real(y)]
    if !panels.isEmpty { place["panels"] = .values(panels) }
    return .object(place)
  }

  /// Reads ``json`` back; nil where it is something else.
  ///
  /// - Parameter panel: the parameter of the panels, which gives their values a type.
  init?(json: JSONValue, panel: ParameterDefinition?) {
    guard let name = json["name"]?.text, let x = json["x"]?.number, let y = json["y"]?.number else {
      return nil
    }
    self.init(name: name, x: x, y: y)
    if case .list(let values)? = json["panels"]?.parameterValue {
      panels = values.map { $0.typed(by: panel) }
    }
  }
}
