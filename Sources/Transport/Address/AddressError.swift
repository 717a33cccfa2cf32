/// An address that cannot be what it is given for.
package struct AddressError: Error, Equatable, CustomStringConvertible {
  /// A sentence without its full stop: what was expected, what was found, what is wrong with it.
  package let description: String

  init(expected: String, found: String, why: String) {
    description = "\(expected), found `\(found.prefix(200))`: \(why)"
  }
}
