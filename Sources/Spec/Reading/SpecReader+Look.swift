internal import Platform
internal import Yams

/// What looks right and is not: characters that YAML takes for something else than the person who typed them.
extension SpecReader {
  /// Quotation marks that word processors put in place of `"` and `'`.
  private static let typographicQuotes: Set<Unicode.Scalar> = [
    "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}",
    "\u{00AB}",
    "\u{00BB}",
  ]

  /// Refuses plain text that holds what only quotes could mean, or a space that is none.
  ///
  /// - Parameter isKey: keys are names, in which nothing invisible can be meant.
  static func checkPlain(_ text: String, _ mark: SpecMark, isKey: Bool) throws(SpecErrors) {
    let scalars = Array(text.unicodeScalars)
    if let first = scalars.first, typographicQuotes.contains(first) {
      throw SpecErrors([
        SpecProblem(
          mark, "the typographic quotation mark \(TextReader.code(first))",
          expected: "`\"` or `'`; in running text that begins with one, put `'` around the whole")
      ])
    }
    for (offset, scalar) in scalars.enumerated() {
      guard let name = TextReader.nameOfInvisible(scalar) else { continue }
      let isAtEnd = offset == 0 || offset + 1 == scalars.count
      let isBehindSign =
        offset > 0 && scalars[offset - 1] == ":" || offset == 1 && "-?".unicodeScalars.contains(scalars[0])
      let isBeforeSign = offset + 1 < scalars.count && scalars[offset + 1] == "#"
      let isInNumber = scalars.allSatisfy {
        "0123456789.,_+-eE".unicodeScalars.contains($0) || TextReader.nameOfInvisible($0) != nil
      }
      guard isKey || isAtEnd || isBehindSign || isBeforeSign || isInNumber else { continue }
      // Plain text over several lines is folded, so only on its first line is the column known.
      let column = text.contains("\n") ? mark.column : mark.column + offset
      throw SpecErrors([
        SpecProblem(
          SpecMark(file: mark.file, line: mark.line, column: column),
          "\(name), which YAML takes for a part of the word",
          expected: "an ordinary space, or nothing; in text that needs it, quotes around the text")
      ])
    }
  }

  /// What in the text led the YAML library astray, at the line that it complains about or the last one before
  /// it with something on it; nil where its own words must do.
  static func deception(in text: String, at mark: SpecMark) -> SpecProblem? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for number in [mark.line, mark.line - 1] where lines.indices.contains(number - 1) {
      let line = lines[number - 1].unicodeScalars
      var column = 0
      var isIndentation = true
      var previous: Unicode.Scalar = " "
      for scalar in line {
        column += 1
        let place = SpecMark(file: mark.file, line: number, column: column)
        if scalar == "#", previous == " " { break }
        if scalar == "\t", isIndentation {
          return SpecProblem(
            place, "a tab in the indentation of line \(number)", expected: "spaces: YAML takes no tabs there")
        }
        if scalar == "\t", number == mark.line, column == mark.column {
          return SpecProblem(place, "a tab where YAML takes none", expected: "a space")
        }
        if let name = TextReader.nameOfInvisible(scalar) {
          return SpecProblem(
            place, "\(name), which YAML takes for a part of a word", expected: "an ordinary space, or nothing"
          )
        }
        if typographicQuotes.contains(scalar), [" ", "[", "{", ",", ":"].contains(previous) {
          return SpecProblem(
            place, "the typographic quotation mark \(TextReader.code(scalar))", expected: "`\"` or `'`")
        }
        if scalar != " " { isIndentation = false }
        previous = scalar
      }
    }
    return nil
  }
}
