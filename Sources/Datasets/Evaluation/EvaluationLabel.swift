/// A position that a model is asked to draw.
package struct EvaluationLabel: Hashable, Sendable {
  /// Asked centre, px, from 1 to N.
  package let x: Double
  package let y: Double
  package let region: Region
}
