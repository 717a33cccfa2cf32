/// One task of a sweep's expansion.
public struct PlannedTask: Sendable {
  /// One axis' value at this task's point.
  public struct Coordinate: Sendable, Hashable {
    public var axis: String
    public var value: ParameterValue

    public init(axis: String, value: ParameterValue) {
      self.axis = axis
      self.value = value
    }
  }

  /// The task's place among the sweep's tasks, from 0; excluded points have none.
  public var ordinal: Int
  public var replicate: Int
  /// The axes of the sweep in their order, then those that `when` blocks added at this point.
  public var coordinates: [Coordinate]
  /// What ``TaskDefinition/canonicalJSON`` gives for this task, byte for byte.
  public var definitionJSON: [UInt8]
  /// SHA-256 of ``definitionJSON``.
  public var id: TaskID
}
