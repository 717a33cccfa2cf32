internal import SweepModel

/// JSON with the members in the order given, which readers of exported files see.
///
/// Keys are snake_case, as in every document: the writer makes them so. Names that users gave, of parameters, metrics
/// and axes, are written as they are.
enum JSONText {
  case null
  case text(String)
  case integer(Int)
  /// Not-a-number and infinities, which JSON lacks, become null.
  case number(Double)
  case parameter(ParameterValue)
  case list([JSONText])
  /// Members under this program's own keys.
  case object([(String, JSONText)])
  /// Members under names that a spec or an experiment gave.
  case named([(String, JSONText)])

  static func optional(_ number: Double?) -> JSONText { number.map { .number($0) } ?? .null }
  static func optional(_ text: String?) -> JSONText { text.map { .text($0) } ?? .null }
  static func optional(_ value: ParameterValue?) -> JSONText { value.map { .parameter($0) } ?? .null }

  /// The text, without white space.
  var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .text(let text): CanonicalJSON.append(text, to: &bytes)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .number(let number): CanonicalJSON.append(number, to: &bytes)
    case .parameter(let value): CanonicalJSON.append(value, to: &bytes)
    case .list(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        item.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      JSONText.append(
        members.map { ($0.utf8.contains(UInt8(ascii: "-")) ? $0.replacing("-", with: "_") : $0, $1) },
        to: &bytes)
    case .named(let members): JSONText.append(members, to: &bytes)
    }
  }

  private static func append(_ members: [(String, JSONText)], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (index, (name, value)) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      CanonicalJSON.append(name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      value.append(to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
