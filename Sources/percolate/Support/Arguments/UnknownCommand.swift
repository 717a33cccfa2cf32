internal import ArgumentParser
internal import SweepModel

/// Words that stand where a command should, and are none.
enum UnknownCommand {
  /// A sentence about the first of them, with the command that was most likely meant.
  ///
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - root: the command that they belong to.
  /// - Returns: nil where every command is one.
  static func problem(in arguments: [String], of root: any ParsableCommand.Type) -> String? {
    var words = ["percolate"]
    var command = root
    for argument in arguments {
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !argument.hasPrefix("-") else { return nil }
      // ArgumentParser's own.
      if argument == "help" { return nil }
      guard let next = subcommands.first(where: { name(of: $0) == argument }) else {
        return sentence(argument, words: words, among: subcommands.map { name(of: $0) })
      }
      words.append(argument)
      command = next
    }
    return nil
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  private static func sentence(_ word: String, words: [String], among names: [String]) -> String {
    let path = words.joined(separator: " ")
    let found = "there is no command `\(path) \(word.prefix(100))`"
    if let near = NearestName.of(word, among: names) { return "\(found); did you mean `\(path) \(near)`?" }
    return "\(found); there are \(names.sorted().joined(separator: ", "))"
  }
}
