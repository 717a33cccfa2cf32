internal import Deploy

/// Command lines that the program proposes. They can be pasted as they are: the options that say where the results and
/// the coordinator are come along, quoted for a shell.
enum CommandHint {
  /// Commands that take `--data`, and those of them that take `--access` as well.
  private static let connecting: Set = [
    "allocate", "cancel", "explain", "export", "keys", "pause", "replay", "report", "resume", "retry",
    "status", "submit",
    "tasks", "wait", "watch", "workers",
  ]
  private static let local: Set = ["coordinator", "doctor", "plan", "run"]

  /// A command line.
  ///
  /// - Parameters:
  ///   - words: the command, its arguments and its options.
  ///   - given: the arguments of this process.
  static func line(_ words: [String], given: [String] = CommandLine.arguments) -> String {
    ShellText.line(["percolate"] + words + options(for: words, given: given))
  }

  /// The text, in which each `percolate ...` between backticks is completed.
  static func completed(_ text: String, given: [String] = CommandLine.arguments) -> String {
    text.replacing(/`percolate ([^`]+)`/) { match in
      let words = match.1.split(separator: " ").map(String.init)
      let more = options(for: words, given: given)
      return more.isEmpty ? String(match.0) : "`percolate \(match.1) \(ShellText.line(more))`"
    }
  }

  private static func options(for words: [String], given: [String]) -> [String] {
    guard let command = words.first else { return [] }
    let names =
      connecting.contains(command) ? ["--data", "--access"] : local.contains(command) ? ["--data"] : []
    return names.filter { name in !words.contains { $0 == name || $0.hasPrefix(name + "=") } }
      .flatMap { name in value(of: name, in: given).map { [name, $0] } ?? [] }
  }

  /// The last value counts, as it does when arguments are read.
  private static func value(of name: String, in given: [String]) -> String? {
    var value: String?
    for (index, word) in given.enumerated() {
      if word == "--" { break }
      if word == name, given.indices.contains(index + 1) { value = given[index + 1] }
      if word.hasPrefix(name + "=") { value = String(word.dropFirst(name.count + 1)) }
    }
    return value
  }
}
