/// File names made from texts of specs and workers.
enum FileName {
  /// Bytes of a name without its ending: file systems take 255, of which endings and temporary names need some.
  private static let most = 120

  /// The text with everything that could leave a directory, hide a file or trouble a shell as an underscore.
  static func safe(_ text: String) -> String {
    var name = String(
      text.prefix(most).map { letter in
        letter.isASCII && (letter.isLetter || letter.isNumber || "-_.".contains(letter)) ? letter : "_"
      })
    if name.isEmpty || name.hasPrefix(".") { name = "_" + name.dropFirst() }
    return name
  }

  /// ``safe(_:)`` with an ending, and a number where the name is taken: `a/b` and `a_b` are two files.
  static func unique(_ text: String, _ ending: String, in taken: inout Set<String>) -> String {
    let stem = safe(text)
    var name = stem + ending
    var number = 2
    // Some file systems take names that differ in case only for one.
    while !taken.insert(name.lowercased()).inserted {
      name = "\(stem)-\(number)\(ending)"
      number += 1
    }
    return name
  }
}
