package import Spec
package import SweepModel

/// What the schemas of experiments say of a curve's axes.
package struct CurveFacts: Sendable {
  package var units = Curve.Units()
  /// Where metrics lie by definition, by name; an overlay's, and of equal names the sweep's own.
  package var ranges: [String: ClosedRange<Double>] = [:]
  /// Parameters whose values are whole numbers.
  package var wholeNumbers: Set<String> = []
  /// Colours that metrics have in every figure, by name.
  package var colours: [String: String] = [:]
  package var order = KeyOrder()

  /// Knows nothing: no units, no limits.
  package init() {}

  /// - Parameters:
  ///   - source: the curve that a scaling is `of`.
  ///   - catalog: where the experiments of the sweep and of its overlay are; one that is missing says nothing.
  package init(
    _ definition: CurveDefinition, of source: CurveDefinition? = nil, in sweep: Sweep,
    catalog: ExperimentCatalog
  ) {
    let schema = catalog[sweep.experiment]?.schema
    func unit(_ quantity: CurveQuantities.Quantity?) -> String {
      switch quantity {
      case .parameter(let name): schema?[name]?.unit ?? ""
      case .metric(let name): schema?.metric(name)?.unit ?? ""
      case .number, nil: ""
      }
    }
    func parameter(_ name: String?) -> String { unit(name.map { .parameter($0) }) }
    let quantities = definition.quantities
    // What is read off the source's own axis is its parameter.
    let isSourceAxis = source.map { definition.y == $0.x } ?? false
    units = Curve.Units(
      x: unit(quantities.x), y: isSourceAxis ? parameter(definition.y) : unit(quantities.y),
      series: parameter(definition.lines), panel: parameter(definition.panel), z: unit(quantities.z))
    for schema in [definition.overlay?.experiment.flatMap { catalog[$0]?.schema }, schema].compactMap({ $0 })
    {
      for metric in schema.metrics {
        if let range = metric.range { ranges[metric.name] = range }
        if let colour = metric.colour { colours[metric.name] = colour }
      }
    }
    for parameter in schema?.parameters ?? [] {
      if case .integer = parameter.kind { wholeNumbers.insert(parameter.name) }
    }
    order = KeyOrder(sweep).arranged(definition.figure.order)
  }
}
