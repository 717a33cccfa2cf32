package import SweepModel

/// A parameter that takes several values.
package struct Axis: Sendable, Hashable {
  /// The parameter's name.
  package var name: String
  /// At least one, all different, of the parameter's type.
  package var values: AxisValues
  /// Set where the values came from `{from, to, step}`, so that a million of them are stored as four.
  var range: DecimalRange?

  package init(name: String, values: [ParameterValue]) {
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
