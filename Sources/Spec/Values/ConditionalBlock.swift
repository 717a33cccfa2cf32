package import SweepModel

/// A `when` entry: axes and parameters that exist only at points where a condition holds.
///
/// Blocks apply in the order of the spec, each to the point as the blocks before it left it.
package struct ConditionalBlock: Sendable, Hashable {
  package var condition: Condition
  package var axes: [Axis]
  package var parameters: Parameters

  package init(condition: Condition, axes: [Axis], parameters: Parameters) {
    self.condition = condition
    self.axes = axes
    self.parameters = parameters
  }
}
