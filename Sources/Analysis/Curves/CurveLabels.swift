package import Spec
package import SweepModel

/// What people read for the axes of a curve, as it follows from its definition.
package struct CurveLabels: Sendable, Equatable {
  package var x: Label
  package var y: Label
  /// What a heat map colours; nil for other kinds.
  package var z: Label?
  /// What tells the lines of a panel apart, the rows of a heat map; nil where there is one line.
  package var lines: Label?
  package var panel: Label?

  /// - Parameter names: what people read for the names of the definition.
  package init(_ definition: CurveDefinition, _ names: Labels = Labels()) {
    let quantities = definition.quantities
    x = names[quantities.x]
    y = names[quantities.y]
    z = quantities.z.map { names[$0] }
    lines = definition.showsSeveralMetrics ? Label("metric") : definition.lines.map(names.parameter)
    panel = definition.panel.map(names.parameter)
  }
}
