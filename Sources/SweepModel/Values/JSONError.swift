/// Bytes that are not the JSON they should be.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first offending byte, from 0.
  public var offset: Int
  /// What was found there or expected instead.
  public var problem: String

  public init(offset: Int, problem: String) {
    self.offset = offset
    self.problem = problem
  }

  public var description: String { "JSON, byte \(offset): \(problem)" }
}
