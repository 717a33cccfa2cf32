/// Why bytes are not the text that this program reads, and where.
public struct TextProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1; lines end with LF, CRLF or CR.
  public var line: Int
  /// From 1, in Unicode scalars.
  public var column: Int
  /// What was found: "the byte 0xE9, which is not UTF-8".
  public var found: String
  /// What would have been right, and how to get there.
  public var expected: String

  public var description: String { "line \(line), column \(column): \(found); expected \(expected)" }
}
