internal import SweepModel

/// What Hydra's basic sweeper makes of `key=value`: https://hydra.cc/docs/advanced/override_grammar/extended
struct HydraOverrides {
  private let mark: SpecMark

  init(at mark: SpecMark) { self.mark = mark }

  private func problem(_ found: String, expected: String) -> SpecErrors {
    SpecErrors([SpecProblem(mark, found, expected: expected)])
  }

  /// Adds an override to a sweep.
  ///
  /// - Returns: the word of the command line that it becomes; nil for one that configures Hydra itself.
  func take(_ word: String, _ sweep: inout ForeignSweep) throws(SpecErrors) -> String? {
    guard let equals = word.firstIndex(of: "="), !word.hasPrefix("-") else {
      return ForeignSweep.literal(word)
    }
    let key = String(word[..<equals])
    let text = String(word[word.index(after: equals)...])
    let name = key.drop { "+~".contains($0) }
    if name.hasPrefix("hydra.") || name.hasPrefix("hydra/") {
      if name == "hydra/sweeper", text != "basic" { throw sweeper(text) }
      sweep.remarks.append("`\(word)`: Hydra's own settings are left to its configuration")
      return nil
    }
    if key.hasPrefix("~") { return ForeignSweep.literal(word) }
    let values = try values(text, of: String(name))
    // Text that had to be quoted for Hydra still has to be: a comma in it would sweep.
    let isText = values.allSatisfy { if case .text = $0 { true } else { false } }
    let quote = isText && text.contains(where: { "'\"".contains($0) }) ? "\"" : ""
    return "\(ForeignSweep.literal(key))=\(quote)\(sweep.add(String(name), values))\(quote)"
  }

  func sweeper(_ name: String) -> SpecErrors {
    problem(
      "the sweeper `\(PlainText.line(name, limit: 80))`",
      expected:
        "Hydra's basic sweeper: percolate runs every combination, and chooses none by chance or results; list the "
        + "values, or let `refine` look for where a metric crosses a level")
  }

  /// The values that a text stands for.
  func values(_ text: String, of name: String) throws(SpecErrors) -> [ForeignSweep.Literal] {
    let parts = HydraOverrides.split(text)
    if parts.count > 1 { return parts.map(literal) }
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return [literal(text)] }
    let function = text[..<open].split(separator: " ").joined()
    let inner = String(text[text.index(after: open)...].dropLast())
    switch function {
    case "choice": return HydraOverrides.split(inner).map(literal)
    case "range": return try range(inner, name)
    case "sort", "shuffle", "tag":
      let plain = HydraOverrides.split(inner).filter { !$0.contains("=") }
      return try values(plain.joined(separator: ","), of: name)
    default:
      throw problem(
        "`\(PlainText.line(text, limit: 80))` for `\(name)`",
        expected: "values, `choice(...)` or `range(...)`: a grid needs each of its values")
    }
  }

  /// As Python's range: the end is left out.
  private func range(_ text: String, _ name: String) throws(SpecErrors) -> [ForeignSweep.Literal] {
    var numbers: [String: DecimalNumber] = [:]
    for (index, part) in HydraOverrides.split(text).enumerated() {
      let sides = part.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      let key = sides.count == 2 ? sides[0] : index < 3 ? ["start", "stop", "step"][index] : ""
      numbers[key] = sides.last.flatMap(DecimalNumber.init)
    }
    if numbers["stop"] == nil { (numbers["start"], numbers["stop"]) = (DecimalNumber("0"), numbers["start"]) }
    guard let start = numbers["start"], let stop = numbers["stop"],
      let step = numbers["step"] ?? DecimalNumber("1"),
      step.double != 0
    else {
      throw problem(
        "`range(\(PlainText.line(text, limit: 80)))` for `\(name)`", expected: "numbers: `range(1, 10, 2)`")
    }
    let count = ((stop.double - start.double) / step.double - 1e-9).rounded(.up)
    guard count >= 1, count < 10_000 else {
      throw problem(
        "`range(\(PlainText.line(text, limit: 80)))` for `\(name)`", expected: "1 to 10000 values")
    }
    let isWhole = [start, step].allSatisfy { $0.integer != nil }
    return (0..<Int(count)).map { index in
      let value = ((start.double + Double(index) * step.double) * 1e12).rounded() / 1e12
      return isWhole ? .integer(Int(value)) : .real(CanonicalJSON.text(of: .real(value)))
    }
  }

  private func literal(_ text: String) -> ForeignSweep.Literal {
    let text = text.trimmed
    if let quote = text.first, "'\"".contains(quote), text.count > 1, text.last == quote {
      return .text(String(text.dropFirst().dropLast()))
    }
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = String(text.dropFirst().dropLast())
      return .list(HydraOverrides.split(inner).filter { !$0.isEmpty }.map(literal))
    }
    return ForeignSweep.Literal(word: text)
  }

  /// The parts between commas that are in no brackets and no quotes.
  static func split(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if "'\"".contains(character) {
        quote = character
      } else if "([{".contains(character) {
        depth += 1
      } else if ")]}".contains(character) {
        depth -= 1
      } else if character == ",", depth == 0 {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return parts.map(\.trimmed)
  }
}
