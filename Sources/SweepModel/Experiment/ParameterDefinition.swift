/// One parameter of an experiment: its type, label, unit, range and default.
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

  /// What people read, with the name and the unit.
  public var label: Label
  public var kind: Kind
  /// Nil for a parameter that tasks have only where a spec gives it.
  public var defaultValue: ParameterValue?
  /// The parameter that this one stands in for: a spec gives one of the two, and tasks that have this one do not
  /// have the other. So an experiment can learn another way to say something, and tasks that were said the old
  /// way keep their ids.
  public var replaces: String?
  /// What a task does that has neither a value nor a default, as the end of "without it: ..."; nil for a parameter
  /// that every task has or that stands in for another. All tasks of a sweep have an optional parameter, or none.
  public var absence: String?
  /// One sentence for `percolate experiments NAME`.
  public var summary: String

  /// As written in specs: lower-case words joined by hyphens.
  public var name: String { label.name }
  /// "px", "s", "bytes"; empty for a pure number.
  public var unit: String { label.unit }

  /// A parameter of which no more than its name and type is known.
  init(_ name: String, _ kind: Kind) {
    label = Label(name)
    self.kind = kind
    summary = ""
  }

  /// A parameter that takes the place of another one where a spec gives it.
  ///
  /// - Parameters:
  ///   - symbol: see ``Label/symbol``.
  ///   - words: see ``Label/words``.
  public init(
    _ name: String, _ kind: Kind, unit: String = "", symbol: String? = nil, label words: String? = nil,
    inPlaceOf replaced: String, _ summary: String
  ) {
    label = Label(name, symbol: symbol, words: words, unit: unit)
    self.kind = kind
    self.replaces = replaced
    self.summary = summary
  }

  /// A parameter that tasks have only where a spec gives it, so that the ids of all others stay as they are.
  ///
  /// - Parameters:
  ///   - symbol: see ``Label/symbol``.
  ///   - words: see ``Label/words``.
  ///   - absence: see ``absence``.
  public init(
    _ name: String, _ kind: Kind, unit: String = "", symbol: String? = nil, label words: String? = nil,
    without absence: String, _ summary: String
  ) {
    label = Label(name, symbol: symbol, words: words, unit: unit)
    self.kind = kind
    self.absence = absence
    self.summary = summary
  }

  /// A parameter that every task has.
  ///
  /// - Parameters:
  ///   - symbol: see ``Label/symbol``.
  ///   - words: see ``Label/words``.
  public init(
    _ name: String, _ kind: Kind, unit: String = "", symbol: String? = nil, label words: String? = nil,
    default defaultValue: ParameterValue, _ summary: String
  ) {
    label = Label(name, symbol: symbol, words: words, unit: unit)
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
  }
}
