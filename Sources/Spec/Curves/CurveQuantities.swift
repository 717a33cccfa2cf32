package import SweepModel

/// What the axes of a figure measure.
package struct CurveQuantities: Sendable {
  package enum Quantity: Sendable {
    case parameter(String)
    case metric(String)
    /// How many tasks.
    case count
    /// How many tasks in parts of all of them, per unit of a metric.
    case density(of: String)

    /// The parameter's or metric's name; nil for what is derived from others.
    package var name: String? {
      switch self {
      case .parameter(let name), .metric(let name): name
      case .count, .density: nil
      }
    }
  }

  package var x: Quantity
  package var y: Quantity
  /// What is coloured; nil where colours tell lines apart.
  package var z: Quantity?
}

extension Labels {
  /// What people read for what an axis measures; of what is derived from others made of their labels.
  package subscript(quantity: CurveQuantities.Quantity) -> Label {
    switch quantity {
    case .parameter(let name): return parameter(name)
    case .metric(let name): return metric(name)
    case .count: return Label("count", words: "tasks")
    case .density(let name):
      let unit = metric(name).unit
      return Label("density", unit: unit.isEmpty ? "" : "per \(unit)")
    }
  }
}
