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
    /// A single value or a list: the first kind that takes what is written.
    case either([Kind])
  }

  /// As written in specs: lower-case words joined by hyphens.
  public var name: String
  public var kind: Kind
  /// "px", "s", "bytes"; empty for a pure number.
  public var unit: String
  /// Nil for a parameter that tasks have only where a spec gives it.
  public var defaultValue: ParameterValue?
  /// The parameter that this one stands in for: a spec gives one of the two, and tasks that have this one do not
  /// have the other. So an experiment can learn another way to say something, and tasks that were said the old
  /// way keep their ids.
  public var replaces: String?
  /// One sentence for `percolate experiments NAME`.
  public var summary: String

  /// A parameter that takes the place of another one where a spec gives it.
  public init(
    _ name: String, _ kind: Kind, unit: String = "", inPlaceOf replaced: String, _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.replaces = replaced
    self.summary = summary
  }

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
