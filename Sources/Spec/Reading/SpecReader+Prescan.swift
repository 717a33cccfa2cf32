internal import Platform

extension SpecReader {
  /// The text of a spec of bounded size, or what keeps its bytes from being text.
  static func decode(_ bytes: [UInt8], file: String) throws(SpecErrors) -> String {
    guard bytes.count <= sizeLimit else {
      throw SpecErrors([
        SpecProblem(
          SpecMark(file: file, line: 1, column: 1), "the spec has more than \(sizeLimit) bytes",
          expected: "at most 1 MiB")
      ])
    }
    do throws(TextProblem) {
      return try TextReader.text(of: bytes)
    } catch {
      let mark = SpecMark(file: file, line: error.line, column: error.column)
      throw SpecErrors([SpecProblem(mark, error.found, expected: error.expected)])
    }
  }

  /// The text with every `*` made a letter, or nil where it has no `*` or no `&`.
  ///
  /// Anchors and aliases let a few lines stand for billions of nodes, and the YAML library replaces aliases
  /// while it reads. Without the signs there are none, and the anchors that it then finds are real ones: the
  /// first alias of a document needs an anchor before it, and up to there both texts are the same.
  static func withoutAliases(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return nil }
    return String(
      decoding: text.utf8.map { $0 == UInt8(ascii: "*") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }
}
