/// A place in a spec.
struct SpecMark: Hashable, Sendable, CustomStringConvertible {
  var file: String
  /// From 1.
  var line: Int
  /// From 1, in Unicode scalars.
  var column: Int

  var description: String { "\(file):\(line):\(column)" }
}
