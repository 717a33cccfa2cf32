/// Checks of what goes from the command line into scripts and units.
enum Checked {
  /// A path that fits on one line; quoting takes care of everything else.
  static func path(_ path: String, option: String, absolute: Bool = false) throws(DeployError) {
    let isPlain = !path.isEmpty && path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isPlain, !absolute || path.hasPrefix("/") else {
      throw .option(
        name: option, value: path,
        expected: (absolute ? "an absolute path" : "a path") + " without control characters")
    }
  }

  /// Text that stays on its line, whatever reads it.
  static func line(_ text: String, option: String, expected: String) throws(DeployError) {
    let breaks: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}"]
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      (scalar.value >= 0x20 || scalar == "\t") && scalar.value != 0x7F && !breaks.contains(scalar)
    }
    guard !text.isEmpty, isPlain else { throw .option(name: option, value: text, expected: expected) }
  }

  /// A number within a range.
  static func number(_ value: Int, option: String, _ range: ClosedRange<Int>) throws(DeployError) {
    guard range.contains(value) else {
      throw .option(
        name: option, value: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// A word of letters, digits and a few marks that mean nothing to a shell, a scheduler or systemd.
  static func word(
    _ text: String, option: String, expected: String, marks: String
  ) throws(DeployError) {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || marks.unicodeScalars.contains(scalar)
    }
    guard !text.isEmpty, !text.hasPrefix("-"), isPlain else {
      throw .option(name: option, value: text, expected: expected)
    }
  }

  /// Whole seconds of a duration that can be written down.
  static func seconds(_ value: Double, option: String, _ range: ClosedRange<Int>) throws(DeployError) -> Int {
    guard value.isFinite, value > -1e9, value < 1e9, range.contains(Int(value.rounded(.up))) else {
      throw .option(
        name: option, value: "\(value)s", expected: "\(range.lowerBound) s to \(range.upperBound) s")
    }
    return Int(value.rounded(.up))
  }
}
