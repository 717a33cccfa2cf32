/// What people read for a parameter or a metric, in figures, tables and pages; specs and exports write its name.
public struct Label: Sendable, Hashable {
  /// As specs and exports write it.
  public var name: String
  /// A letter, as formulas have it, in Unicode: `σ`, `μ₁`, `N`; nil for none.
  public var symbol: String?
  /// Words in place of the name: `test loss`; nil for the name.
  public var words: String?
  /// `px`, `s`; empty for a pure number.
  public var unit: String

  /// A label that is the name, unless something else is given.
  public init(_ name: String, symbol: String? = nil, words: String? = nil, unit: String = "") {
    self.name = name
    self.symbol = symbol
    self.words = words
    self.unit = unit
  }

  /// What is printed, without the unit: the symbol, else the words, else the name.
  public var text: String { symbol ?? words ?? name }

  /// Along an axis and above a column: `σ (px)`.
  public var title: String { unit.isEmpty ? text : "\(text) (\(unit))" }

  /// A value with its unit: `0.3 px`.
  public func quantity(_ value: String) -> String { unit.isEmpty ? value : "\(value) \(unit)" }

  /// One value: `σ = 0.3 px`; `σ: none` where there is none.
  public func equation(_ value: ParameterValue?) -> String {
    guard let value else { return "\(text): none" }
    return "\(text) = \(quantity(value.description))"
  }

  /// The same quantity where another one has a level: `λ at accuracy = 0.6`, in this one's unit.
  ///
  /// - Parameter level: as people read it.
  public func at(_ other: Label, level: String) -> Label {
    Label(name, words: "\(text) at \(other.text) = \(other.quantity(level))", unit: unit)
  }
}
