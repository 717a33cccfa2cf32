/// What can be wrong with a small network's task, or go wrong in its training.
package enum SmallNetError: Error, Equatable, CustomStringConvertible {
  /// A size or setting outside of what is supported.
  case outOfRange(name: String, value: String, expected: String)
  /// An array whose length does not fit the network.
  case shape(what: String, expected: Int, found: Int)
  /// A number in the data or the parameters that is infinite or not a number.
  case notFinite(what: String, index: Int)
  /// The loss became infinite, not a number, or far larger than that of a network that answers zero.
  case diverged(Divergence)

  package var description: String {
    switch self {
    case .outOfRange(let name, let value, let expected):
      "\(name) is \(value), expected \(expected)"
    case .shape(let what, let expected, let found):
      "\(what) has \(found) numbers, the network needs \(expected)"
    case .notFinite(let what, let index):
      "\(what) holds a number at index \(index) that is infinite or not a number; check where it comes from"
    case .diverged(let divergence):
      divergence.description
    }
  }
}
