/// Text for terminals and locales that know ASCII only.
enum ASCIIText {
  private static let plain: [Character: String] = [
    "…": "...", "±": "+-", "×": "x", "–": "-", "—": "-", "┤": "|", "≤": "<=", "≥": ">=", "→": "->", "“": "\"",
    "”": "\"", "‘": "'", "’": "'", "µ": "u", "λ": "lambda", "σ": "sigma",
  ]

  private static let raised: [Character: Character] = [
    "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9",
  ]

  /// The same text in ASCII: signs that have a plain form in it, `10⁻⁸` as `10^-8`, anything else as `?`.
  static func of(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var ascii = ""
    var isRaised = false
    for character in text {
      if let digit = raised[character] {
        ascii += isRaised ? String(digit) : "^\(digit)"
        isRaised = true
        continue
      }
      isRaised = false
      ascii += character.isASCII ? String(character) : plain[character] ?? "?"
    }
    return ascii
  }
}
