internal import SweepModel

/// Parameters as programs get them: JSON in which a real number has a point or an exponent, so that languages that tell
/// whole numbers from others get the type that the spec declares.
enum ParameterText {
  static func json(_ parameters: Parameters) -> String {
    "{"
      + parameters.sorted { $0.key < $1.key }
      .map { "\(CanonicalJSON.text(of: .text($0.key))):\(json($0.value))" }.joined(separator: ",") + "}"
  }

  private static func json(_ value: ParameterValue) -> String {
    switch value {
    case .list(let items): return "[" + items.map(json).joined(separator: ",") + "]"
    case .real:
      let text = CanonicalJSON.text(of: value)
      return text.contains { ".e".contains($0) } ? text : text + ".0"
    case .boolean, .integer, .text: return CanonicalJSON.text(of: value)
    }
  }
}
