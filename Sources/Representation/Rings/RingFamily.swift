/// Which rings are compared.
package enum RingFamily: String, CaseIterable, Hashable, Sendable, Codable {
  /// Rings along which y goes around (x is fixed) with rings along which x does: all pairs.
  case xOnY = "x-on-y"
  /// Rings of fixed x with each other: all ordered pairs of different ones.
  case xOnX = "x-on-x"
  /// Rings of fixed y with each other.
  case yOnY = "y-on-y"
}
