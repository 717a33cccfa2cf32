package import SweepModel

/// One task of a sweep's expansion.
package struct PlannedTask: Sendable {
  /// One axis' value at this task's point.
  package struct Coordinate: Sendable, Hashable {
    package var axis: String
    package var value: ParameterValue

    package init(axis: String, value: ParameterValue) {
      self.axis = axis
      self.value = value
    }
  }

  /// The task's place among the sweep's tasks, from 0; excluded points have none.
  package var ordinal: Int
  package var replicate: Int
  /// The axes of the sweep in their order, then those that `when` blocks added at this point.
  package var coordinates: [Coordinate]
  /// What ``TaskDefinition/canonicalJSON`` gives for this task, byte for byte.
  package var definitionJSON: [UInt8]
  /// SHA-256 of ``definitionJSON``.
  package var id: TaskID
}
