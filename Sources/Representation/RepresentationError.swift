/// Why something cannot be analysed, as a sentence for the user: what is wrong, and what would do.
package struct RepresentationError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
