/// A combination of the two concepts: the first digit is 1 for blue, the second 1 for small.
package enum CircleClass: String, CaseIterable, Hashable, Sendable {
  case redBig = "00"
  case redSmall = "01"
  case blueBig = "10"
  case blueSmall = "11"

  package var isBlue: Bool { self == .blueBig || self == .blueSmall }
  package var isSmall: Bool { self == .redSmall || self == .blueSmall }
  /// Its number among ``allCases``.
  package var index: Int { (isBlue ? 2 : 0) + (isSmall ? 1 : 0) }
  /// In words: `red, big`.
  package var words: String { "\(isBlue ? "blue" : "red"), \(isSmall ? "small" : "big")" }

  /// The combinations that a model is trained on: all but ``blueSmall``.
  package static let trained: [CircleClass] = [.redBig, .redSmall, .blueBig]
}
