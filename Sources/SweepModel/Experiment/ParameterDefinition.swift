/// One parameter of an experiment: its type, unit, range and default.
public struct ParameterDefinition: Sendable, Hashable {
  /// What values the parameter takes.
  public indirect enum Kind: Sendable, Hashable {
    case boolean
    case integer(ClosedRange<Int>)
    /// A finite number within the range. `aboveLower`: the lower bound itself is excluded.
    case real(ClosedRange<Double>, aboveLower: Bool = false)
    /// One of the listed words.
    case choice([String])
    case text
    /// A list of the given length range, every item of the given kind.
    case list(of: Kind, count: ClosedRange<Int>)
  }

  /// As written in specs: lower-case words joined by hyphens.
  public var name: String
  public var kind: Kind
  /// "px", "s", "bytes"; empty for a pure number.
  public var unit: String
  public var defaultValue: ParameterValue
  /// One sentence for `percolate experiments NAME`.
  public var summary: String

  public init(
    _ name: String, _ kind: Kind, unit: String = "", default defaultValue: ParameterValue, _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.defaultValue = defaultValue
    self.summary = summary
  }
}
