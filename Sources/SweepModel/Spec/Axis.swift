/// A parameter that takes several values.
public struct Axis: Sendable, Hashable {
  /// The parameter's name.
  public var name: String
  /// At least one, all different, of the parameter's type.
  public var values: AxisValues
  /// Set where the values came from `{from, to, step}`, so that a million of them are stored as four.
  var range: DecimalRange?

  public init(name: String, values: [ParameterValue]) {
    self.name = name
    self.values = AxisValues(values)
    range = nil
  }

  init(name: String, values: AxisValues, range: DecimalRange?) {
    self.name = name
    self.values = values
    self.range = range
  }
}
