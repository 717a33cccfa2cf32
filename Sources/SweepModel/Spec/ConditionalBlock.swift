/// A `when` entry: axes and parameters that exist only at points where a condition holds.
///
/// Blocks apply in the order of the spec, each to the point as the blocks before it left it.
public struct ConditionalBlock: Sendable, Hashable {
  public var condition: Condition
  public var axes: [Axis]
  public var parameters: Parameters

  public init(condition: Condition, axes: [Axis], parameters: Parameters) {
    self.condition = condition
    self.axes = axes
    self.parameters = parameters
  }
}
