/// Words for shells.
package enum ShellText {
  /// The text as one word of any shell: as it is where that is safe, else in single quotes.
  package static func quoted(_ text: String) -> String {
    let safe = "@%+=:,./_-"
    let isSafe = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || safe.unicodeScalars.contains(scalar)
    }
    return isSafe && !text.isEmpty ? text : alwaysQuoted(text)
  }

  /// The text in single quotes. A quote inside becomes `'"'"'`, which fish and csh read as POSIX shells do.
  package static func alwaysQuoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\"'\"'") + "'"
  }

  /// A command line.
  package static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }
}
