/// Something that a test waited for did not come.
package struct GaveUp: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}
