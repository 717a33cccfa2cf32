internal import SweepModel

/// Text and symbols for LaTeX, with no package beside those that every document has.
enum LaTeXText {
  /// Text with the characters that mean something to LaTeX in their printed form, and letters and signs that its text
  /// fonts lack, such as those of Greek, in math mode: `σ² of 50 %` is `$\sigma^{2}$ of 50 \%`.
  static func escape(_ text: String) -> String {
    var escaped = ""
    var formula = ""
    func close() {
      if !formula.isEmpty { escaped += "$\(formula)$" }
      formula = ""
    }
    for character in text {
      if let math = math(character) {
        append(math, to: &formula)
        continue
      }
      close()
      escaped += printed(character)
    }
    close()
    return escaped
  }

  /// A symbol in math mode: `μ₁` is `$\mu_{1}$`, `N` is `$N$`, and several letters stand upright.
  static func symbol(_ symbol: String) -> String {
    var formula = ""
    var rest = Substring(symbol)
    while let first = rest.first {
      let letters = rest.prefix { $0.isASCII && $0.isLetter }
      if letters.isEmpty {
        append(math(first) ?? printed(first), to: &formula)
        rest.removeFirst()
      } else {
        append(letters.count == 1 ? String(letters) : "\\mathrm{\(letters)}", to: &formula)
        rest = rest.dropFirst(letters.count)
      }
    }
    return "$\(formula)$"
  }

  /// A label without its unit.
  static func text(_ label: Label) -> String { label.symbol.map(symbol) ?? escape(label.text) }

  /// A label with its unit: `$\sigma$ (px)`.
  static func title(_ label: Label) -> String {
    label.unit.isEmpty ? text(label) : "\(text(label)) (\(escape(label.unit)))"
  }

  /// As ``Label/equation(_:)``.
  static func equation(_ label: Label, _ value: ParameterValue?) -> String {
    guard let value else { return "\(text(label)): none" }
    return "\(text(label)) = \(escape(label.quantity(value.description)))"
  }

  /// Appends to a formula; neighbouring exponents and indices become one, and a command ends before a letter.
  private static func append(_ math: String, to formula: inout String) {
    for mark in ["^{", "_{"] where math.hasPrefix(mark) && formula.hasSuffix("}") {
      guard let open = formula.lastIndex(of: "{"), open > formula.startIndex,
        formula[..<open].last == mark.first
      else { continue }
      formula.removeLast()
      formula += math.dropFirst(2)
      return
    }
    let command = formula.lastIndex(of: "\\").map { formula[formula.index(after: $0)...] } ?? ""
    let endsInCommand = !command.isEmpty && command.allSatisfy { $0.isASCII && $0.isLetter }
    if endsInCommand, math.first?.isLetter == true || math.first?.isNumber == true { formula += " " }
    formula += math
  }

  /// A character as text prints it.
  private static func printed(_ character: Character) -> String {
    switch character {
    case "\\": "\\textbackslash{}"
    case "~": "\\textasciitilde{}"
    case "^": "\\textasciicircum{}"
    case "<": "\\textless{}"
    case ">": "\\textgreater{}"
    case "|": "\\textbar{}"
    case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
    // Behind the end of a row LaTeX would take these for its own.
    case "[", "]", "*": "{\(character)}"
    case _ where character.isNewline: " "
    default: String(character)
    }
  }

  /// What math mode has for a character; nil for one that text has.
  private static func math(_ character: Character) -> String? {
    if let command = commands[character] { return command }
    if let raised = raised[character] { return "^{\(raised)}" }
    return lowered[character].map { "_{\($0)}" }
  }

  private static let commands: [Character: String] = {
    let letters: [(String, [String])] = [
      (
        "αβγδεζηθικλμνξπρστυφχψω",
        [
          "alpha", "beta", "gamma", "delta", "varepsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
          "mu",
          "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "varphi", "chi", "psi", "omega",
        ]
      ),
      (
        "ΓΔΘΛΞΠΣΥΦΨΩ",
        ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"]
      ),
      // The micro sign and the ohm sign, which keyboards have in place of the letters; variants of letters.
      ("\u{B5}\u{2126}ϵϑϕϱς", ["mu", "Omega", "epsilon", "vartheta", "phi", "varrho", "varsigma"]),
      (
        "×·±≤≥≠≈∝∞→∂∇√∈ℓ",
        [
          "times", "cdot", "pm", "le", "ge", "ne", "approx", "propto", "infty", "to", "partial", "nabla",
          "surd", "in",
          "ell",
        ]
      ),
    ]
    var commands: [Character: String] = ["−": "-", "°": "^{\\circ}", "′": "'"]
    for (characters, names) in letters {
      for (character, name) in zip(characters, names) { commands[character] = "\\" + name }
    }
    // Capitals that look like those of Latin have no command.
    for (greek, latin) in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo") { commands[greek] = "\\mathrm{\(latin)}" }
    return commands
  }()

  private static let raised = Dictionary(uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n"))
  private static let lowered = Dictionary(
    uniqueKeysWithValues: zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑᵢⱼₖₙₜₓ", "0123456789+-aeijkntx"))
}
