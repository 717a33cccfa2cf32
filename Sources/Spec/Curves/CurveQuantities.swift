/// What the axes of a figure measure.
package struct CurveQuantities: Sendable {
  package enum Quantity: Sendable {
    case parameter(String)
    case metric(String)
    /// A number without a unit of the schema, such as a count.
    case number

    /// The parameter's or metric's name; nil for a plain number.
    package var name: String? {
      switch self {
      case .parameter(let name), .metric(let name): name
      case .number: nil
      }
    }
  }

  package var x: Quantity
  package var y: Quantity
  /// What is coloured; nil where colours tell lines apart.
  package var z: Quantity?
}
