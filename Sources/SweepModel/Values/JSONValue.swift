/// Any JSON value, for documents that nest deeper than a list of parameters.
///
/// Whole numbers that fit stay integers; 1 and 1.0 have the same canonical text.
public indirect enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  /// A parameter value as JSON.
  public init(_ value: ParameterValue) {
    self =
      switch value {
      case .boolean(let flag): .boolean(flag)
      case .integer(let number): .integer(number)
      case .real(let number): .real(number)
      case .text(let text): .text(text)
      case .list(let items): .list(items.map(JSONValue.init))
      }
  }

  /// Parameters as a JSON object.
  public init(_ parameters: Parameters) { self = .object(parameters.mapValues(JSONValue.init)) }

  /// The value as a parameter can hold it; nil for null and objects, which no parameter can be.
  public var parameterValue: ParameterValue? {
    switch self {
    case .null, .object: return nil
    case .boolean(let flag): return .boolean(flag)
    case .integer(let number): return .integer(number)
    case .real(let number): return .real(number)
    case .text(let text): return .text(text)
    case .list(let items):
      let values = items.compactMap(\.parameterValue)
      return values.count == items.count ? .list(values) : nil
    }
  }

  /// The parameters that an object holds; nil where this is no object or one member is no parameter.
  public var parameters: Parameters? {
    guard case .object(let members) = self else { return nil }
    let values = members.compactMapValues(\.parameterValue)
    return values.count == members.count ? values : nil
  }

  /// The member of an object; nil for everything else.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The text of a string; nil for everything else.
  public var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  /// A whole number; nil for everything else.
  public var integer: Int? {
    guard case .integer(let number) = self else { return nil }
    return number
  }

  /// Any number; nil for everything else.
  public var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }

  /// The items of a list; nil for everything else.
  public var list: [JSONValue]? {
    guard case .list(let items) = self else { return nil }
    return items
  }
}
