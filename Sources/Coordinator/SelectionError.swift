/// A request that names something that is not there, or not one thing.
package struct SelectionError: Error, CustomStringConvertible {
  /// A sentence: what was asked for, what there is.
  package let description: String

  package init(_ description: String) { self.description = description }
}
