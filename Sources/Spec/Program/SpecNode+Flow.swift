internal import SweepModel

extension SpecNode {
  /// The node as one line of YAML that reads back as the same node, but for the places.
  var flowText: String {
    switch content {
    case .scalar(let text, let isPlain):
      // Left bare is only what no quotes may stand around: numbers, true, false and nothing.
      if isNull { return "null" }
      if isPlain, ["true", "false"].contains(text) || SpecNode.isNumberLike(text) { return text }
      return SpecNode.quoted(text)
    case .list(let items): return "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let entries):
      return "{" + entries.map { "\(SpecNode.quoted($0.key)): \($0.value.flowText)" }.joined(separator: ", ")
        + "}"
    }
  }

  private static func isNumberLike(_ text: String) -> Bool {
    let digits = text.drop { "+-.".contains($0) }
    return digits.first.map { $0.isASCII && $0.isNumber } == true && text.count - digits.count <= 2
      && text.utf8.allSatisfy { "0123456789.+-eE".utf8.contains($0) }
  }

  /// In quotes as JSON has them, which YAML reads as well; what YAML takes for the end of a line is escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in CanonicalJSON.text(of: .text(text)).unicodeScalars {
      switch scalar.value {
      case 0x7F...0xA0, 0x2028, 0x2029, 0xFEFF: quoted += "\\u" + Hexadecimal.text(UInt16(scalar.value))
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted
  }
}
