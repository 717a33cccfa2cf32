internal import SweepModel

/// One thing that is wrong in a spec, and where.
package struct SpecProblem: Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it, or the `--set` option that the text came from.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, counted in Unicode scalars.
  package var column: Int
  /// What was found: "unknown key `lamda`".
  package var found: String
  /// What would have been right: "one of lambda, sigma"; nil where ``found`` says it all.
  package var expected: String?
  /// The nearest right name.
  package var suggestion: String?

  /// Where it is.
  var mark: SpecMark { SpecMark(file: file, line: line, column: column) }

  init(_ mark: SpecMark, _ found: String, expected: String? = nil, suggestion: String? = nil) {
    file = mark.file
    line = mark.line
    column = mark.column
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }

  package var description: String {
    var text = "\(file):\(line):\(column): \(found)"
    if let expected { text += "; expected \(expected)" }
    if let suggestion { text += "; did you mean `\(suggestion)`?" }
    return PlainText.line(text)
  }
}
