package import SweepModel

extension CurveDefinition {
  /// Another experiment's or sweep's curve drawn over this one.
  package struct Overlay: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
      /// Another experiment computed along the same x, with these parameters set. It is drawn once for each
      /// value of the series and panels that it also has, and in all of those that it does not have.
      case experiment(String, parameters: Parameters)
      /// What the newest sweep of that name, or of that id, measured.
      case sweep(String)
    }

    package var source: Source
    /// Metric of the overlaid experiment or sweep.
    package var y: String

    package init(source: Source, y: String) {
      self.source = source
      self.y = y
    }

    /// An overlay computed by another experiment.
    package init(experiment: String, y: String, parameters: Parameters) {
      self.init(source: .experiment(experiment, parameters: parameters), y: y)
    }

    /// The experiment's or the sweep's name, for legends.
    package var name: String {
      switch source {
      case .experiment(let name, _), .sweep(let name): name
      }
    }

    /// The experiment's name; nil for a sweep.
    package var experiment: String? {
      guard case .experiment(let name, _) = source else { return nil }
      return name
    }

    /// What the overlay sets for the experiment; empty for a sweep.
    package var parameters: Parameters {
      guard case .experiment(_, let parameters) = source else { return [:] }
      return parameters
    }
  }
}

extension CurveDefinition.Overlay {
  /// The overlay as the resolved spec stores it.
  var json: JSONValue {
    switch source {
    case .experiment(let name, let parameters):
      .object(["experiment": .text(name), "parameters": JSONValue(parameters), "y": .text(y)])
    case .sweep(let name): .object(["sweep": .text(name), "y": .text(y)])
    }
  }

  /// Reads ``json`` back; nil where it is something else.
  init?(json: JSONValue, catalog: ExperimentCatalog) {
    guard let y = json["y"]?.text else { return nil }
    if let sweep = json["sweep"]?.text {
      self.init(source: .sweep(sweep), y: y)
    } else if let experiment = json["experiment"]?.text, let parameters = json["parameters"]?.parameters {
      let typed = parameters.typed(by: catalog[experiment]?.schema)
      self.init(source: .experiment(experiment, parameters: typed), y: y)
    } else {
      return nil
    }
  }
}
