/// Why files of a program are not taken, kept or written, as a sentence or the end of one.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
