package import Spec
package import SweepModel

/// What the schemas of experiments say of what a curve shows.
package struct CurveFacts: Sendable {
  /// What people read for parameters and metrics; an overlay's too, and of equal names the sweep's own.
  package var labels = Labels()
  /// Where metrics lie by definition, by name; an overlay's, and of equal names the sweep's own.
  package var ranges: [String: ClosedRange<Double>] = [:]
  /// Parameters whose values are whole numbers.
  package var wholeNumbers: Set<String> = []
  /// Colours that metrics have in every figure, by name.
  package var colours: [String: String] = [:]
  package var order = KeyOrder()

  /// Knows nothing: no labels, no limits.
  package init() {}

  /// - Parameter catalog: where the experiments of the sweep and of its overlay are; one that is missing says nothing.
  package init(_ definition: CurveDefinition, in sweep: Sweep, catalog: ExperimentCatalog) {
    let schema = catalog[sweep.experiment]?.schema
    let overlaid = definition.overlay?.experiment.flatMap { catalog[$0]?.schema }
    labels = Labels(schema).completed(by: Labels(overlaid))
    for schema in [overlaid, schema].compactMap({ $0 }) {
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
