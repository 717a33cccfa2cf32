/// Which files of a folder to leave out, in the words of gitignore.
///
/// The last pattern that matches decides. `*`, `?` and `[a-z]` match no slash, `**` any number of folders; a pattern with a
/// slash that is not its end starts at the folder itself, others match at every depth; one that ends with a slash matches
/// folders only, and `!` takes back in. What lies in a folder that is left out is never looked at.
package struct IgnoreRules: Hashable, Sendable {
  private struct Rule: Hashable, Sendable {
    var parts: [[Character]]
    var isNegated = false
    var isFolder = false
    /// Whether it starts at the folder itself.
    var isAnchored = false
  }

  /// What hardly anybody means to send.
  package static let standard = [".git/", "__pycache__/", "*.pyc", "percolate-data/"]

  private var rules: [Rule] = []

  /// - Parameter patterns: applied after ``standard``.
  package init(_ patterns: [String]) {
    for pattern in IgnoreRules.standard + patterns {
      var text = pattern[...]
      var rule = Rule(parts: [])
      if text.hasPrefix("#") { continue }
      while text.hasSuffix(" "), !text.hasSuffix("\\ ") { text.removeLast() }
      if text.hasPrefix("!") {
        rule.isNegated = true
        text.removeFirst()
      }
      if text.hasSuffix("/") {
        rule.isFolder = true
        text.removeLast()
      }
      rule.isAnchored = text.contains("/")
      if text.hasPrefix("/") { text.removeFirst() }
      rule.parts = text.split(separator: "/").map { Array($0) }
      if !rule.parts.isEmpty { rules.append(rule) }
    }
  }

  /// Whether what lies at a path below the folder is left out.
  package func excludes(_ path: String, isFolder: Bool) -> Bool {
    let parts = path.split(separator: "/").map { Array($0) }
    guard let name = parts.last else { return false }
    for rule in rules.reversed() where isFolder || !rule.isFolder {
      let matches =
        rule.isAnchored
        ? IgnoreRules.matches(rule.parts, parts) : IgnoreRules.matches(rule.parts[0], name)
      if matches { return !rule.isNegated }
    }
    return false
  }

  /// Whether whole paths match: by a table, so that many `**` cost no more than their product.
  private static func matches(_ pattern: [[Character]], _ path: [[Character]]) -> Bool {
    var reached = [Bool](repeating: false, count: path.count + 1)
    reached[0] = true
    for (index, part) in pattern.enumerated() {
      var next = [Bool](repeating: false, count: path.count + 1)
      if part == ["*", "*"] {
        // At the end it means what is inside, and not the folder itself.
        let least = index + 1 == pattern.count ? 1 : 0
        if let first = reached.firstIndex(of: true) {
          for place in (first + least)..<max(first + least, path.count + 1) { next[place] = true }
        }
      } else {
        for place in path.indices where reached[place] && matches(part, path[place]) {
          next[place + 1] = true
        }
      }
      reached = next
    }
    return reached[path.count]
  }

  /// Whether one name matches. Goes back to the newest `*` only, which is enough.
  private static func matches(_ pattern: [Character], _ name: [Character]) -> Bool {
    var place = 0
    var index = 0
    var star: (pattern: Int, name: Int)?
    while index < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place + 1, index)
        place += 1
      } else if let length = one(pattern[place...], name[index]) {
        place += length
        index += 1
      } else if let last = star {
        place = last.pattern
        index = last.name + 1
        star = (last.pattern, index)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }

  /// How much of a pattern matches one character; nil where it does not.
  private static func one(_ pattern: ArraySlice<Character>, _ character: Character) -> Int? {
    guard let first = pattern.first else { return nil }
    switch first {
    case "?": return 1
    case "\\":
      guard let next = pattern.dropFirst().first else { return nil }
      return next == character ? 2 : nil
    case "[":
      let body = pattern.dropFirst()
      let isNegated = body.first == "!" || body.first == "^"
      let start = isNegated ? body.index(after: body.startIndex) : body.startIndex
      // A bracket right behind the opening one is a member.
      guard start < body.endIndex, let end = body[(start + 1)...].firstIndex(of: "]") else {
        return character == "[" ? 1 : nil
      }
      var isMember = false
      var place = start
      while place < end {
        if place + 2 < end, body[place + 1] == "-" {
          isMember = isMember || (body[place] <= character && character <= body[place + 2])
          place += 3
        } else {
          isMember = isMember || body[place] == character
          place += 1
        }
      }
      return isMember != isNegated ? end - pattern.startIndex + 1 : nil
    default: return first == character ? 1 : nil
    }
  }
}
