/// Empty texts on the command line. No option, sweep, task or file can be meant by one; most often a variable of a
/// script is not set, and `--data ""` would work in some other directory.
enum EmptyArgument {
  /// Options that may be given without a text.
  private static let free: Set<String> = ["--reason"]

  /// A sentence about the first empty text.
  ///
  /// - Parameter arguments: without the program's own name.
  /// - Returns: nil where there is none.
  static func problem(in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      let before = index > 0 ? arguments[index - 1] : ""
      if argument == "--" { return nil }
      if argument.isEmpty, !free.contains(before) {
        return before.hasPrefix("-")
          ? sentence(before) : "argument \(index + 1) is empty; is a variable not set?"
      }
      guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "="),
        argument.index(after: equals) == argument.endIndex
      else { continue }
      let option = String(argument[..<equals])
      if !free.contains(option) { return sentence(option) }
    }
    return nil
  }

  private static func sentence(_ option: String) -> String {
    "\(option) takes a value, found an empty text; is a variable not set?"
  }
}
