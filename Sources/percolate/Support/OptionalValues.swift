/// Options that may stand without their value, which the parser does not know: `--page` and `--page ADDRESS`.
enum OptionalValues {
  private static let names = ["--page": "--page-address"]

  /// The arguments as the parser takes them.
  static func spelledOut(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return result + [argument] + rest }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = names[String(parts[0])] else {
        result.append(argument)
        continue
      }
      result.append(String(parts[0]))
      if parts.count > 1 {
        result += [name, String(parts[1])]
      } else if let next = rest.first, isAddress(next) {
        result += [name, next]
        rest.removeFirst()
      }
    }
    return result
  }

  /// HOST:PORT, and no file or option.
  private static func isAddress(_ text: String) -> Bool {
    guard !text.hasPrefix("-"), !text.contains("/"), let colon = text.lastIndex(of: ":") else { return false }
    return Int(text[text.index(after: colon)...]) != nil
  }
}
