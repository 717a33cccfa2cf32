/// An access file cannot be used.
package struct AccessFileError: Error, Equatable, CustomStringConvertible {
  package var path: String
  /// What is wrong with it and what would be right, as half a sentence.
  package var problem: String

  package var description: String { "the access file \(path) cannot be used: \(problem)" }
}
