/// One value a parameter can take, after the experiment's schema has settled its type.
///
/// `1` written for a real parameter becomes `.real(1)`, so that two spellings of one value are one value.
public enum ParameterValue: Hashable, Sendable {
  case boolean(Bool)
  case integer(Int)
  /// Always finite: a spec with NaN or an infinity is refused when it is read.
  case real(Double)
  case text(String)
  case list([ParameterValue])
}

extension ParameterValue {
  /// The number behind an integer or a real, for axes of curves; nil for everything else.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .boolean, .text, .list: nil
    }
  }
}

extension ParameterValue {
  /// The value with every number in it a real: what is the same whatever a document or another experiment
  /// takes its numbers for.
  public var normalised: ParameterValue {
    switch self {
    case .integer, .real: number.map { .real($0 == 0 ? 0 : $0) } ?? self
    case .list(let items): .list(items.map(\.normalised))
    case .boolean, .text: self
    }
  }
}

extension ParameterValue: CustomStringConvertible {
  /// The value as a person writes it: text bare, lists in brackets.
  public var description: String {
    switch self {
    case .text(let text): text
    case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
    case .integer(let number): String(number)
    case .boolean, .real: CanonicalJSON.text(of: self)
    }
  }
}

extension ParameterValue: Comparable {
  /// Numbers by size, then text, then lists; the order in which report tables list a series.
  public static func < (left: ParameterValue, right: ParameterValue) -> Bool {
    if let left = left.number, let right = right.number { return left < right }
    switch (left, right) {
    case (.boolean(let left), .boolean(let right)): return !left && right
    case (.text(let left), .text(let right)): return left < right
    case (.list(let left), .list(let right)): return left.lexicographicallyPrecedes(right)
    default: return left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .boolean: 0
    case .integer, .real: 1
    case .text: 2
    case .list: 3
    }
  }
}

/// Parameter values by name.
public typealias Parameters = [String: ParameterValue]
