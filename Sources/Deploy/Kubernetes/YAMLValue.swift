/// A YAML document as it is written: maps keep the order of their keys.
enum YAMLValue: Equatable, Sendable {
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([YAMLValue])
  case map([(String, YAMLValue)])

  static func == (left: YAMLValue, right: YAMLValue) -> Bool { left.rendered() == right.rendered() }

  /// The document, in block style.
  func rendered() -> String {
    var lines: [String] = []
    append(to: &lines, indent: 0)
    return lines.joined(separator: "\n") + "\n"
  }

  private func append(to lines: inout [String], indent: Int) {
    let margin = String(repeating: " ", count: indent)
    switch self {
    case .map(let pairs):
      for (key, value) in pairs {
        let head = margin + YAMLValue.scalar(key) + ":"
        if let inline = value.inline {
          lines.append(head + " " + inline)
        } else {
          lines.append(head)
          value.append(to: &lines, indent: indent + 2)
        }
      }
    case .list(let values):
      for value in values {
        if let inline = value.inline {
          lines.append(margin + "- " + inline)
          continue
        }
        // The first line of what it holds stands beside the dash.
        var inner: [String] = []
        value.append(to: &inner, indent: indent + 2)
        if let first = inner.first { inner[0] = margin + "- " + first.dropFirst(indent + 2) }
        lines += inner
      }
    case .text, .number, .flag: lines.append(margin + (inline ?? ""))
    }
  }

  /// The value on one line; nil where it takes more.
  private var inline: String? {
    switch self {
    case .text(let text): YAMLValue.scalar(text)
    case .number(let number): "\(number)"
    case .flag(let flag): flag ? "true" : "false"
    case .list(let values): values.isEmpty ? "[]" : nil
    case .map(let pairs): pairs.isEmpty ? "{}" : nil
    }
  }

  /// Words that versions of YAML take for something else than text.
  private static let special: Set<String> = [
    "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", ".nan", ".inf",
  ]

  /// The text, plain where nothing can take it for something else, else in double quotes.
  private static func scalar(_ text: String) -> String {
    let marks: Set<Unicode.Scalar> = ["-", "_", ".", "/"]
    func isLetter(_ scalar: Unicode.Scalar) -> Bool {
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
    let isPlain =
      text.unicodeScalars.first.map { isLetter($0) || $0 == "/" } == true
      && text.unicodeScalars.allSatisfy { scalar in
        isLetter(scalar) || ("0"..."9").contains(scalar) || marks.contains(scalar)
      } && !special.contains(text.lowercased())
    return isPlain ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value >= 0x20 && scalar.value < 0x7F: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }
}

extension YAMLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral text: String) { self = .text(text) }
  init(integerLiteral number: Int) { self = .number(number) }
  init(booleanLiteral flag: Bool) { self = .flag(flag) }
  init(arrayLiteral values: YAMLValue...) { self = .list(values) }
  init(dictionaryLiteral pairs: (String, YAMLValue)...) { self = .map(pairs) }
}
