/// The labels that an accuracy is taken over.
package enum LabelGroup: Hashable, Sendable, CaseIterable {
  case all
  case inDistribution
  case outOfDistribution
  case vertical
  case horizontal
  case intersection

  package func contains(_ region: Region) -> Bool {
    switch self {
    case .all: true
    case .inDistribution: !region.isHeldOut
    case .outOfDistribution: region.isHeldOut
    case .vertical: region == .vertical
    case .horizontal: region == .horizontal
    case .intersection: region == .intersection
    }
  }

  /// What is appended to a metric's name.
  package var suffix: String {
    switch self {
    case .all: ""
    case .inDistribution: "-in-distribution"
    case .outOfDistribution: "-out-of-distribution"
    case .vertical: "-vertical"
    case .horizontal: "-horizontal"
    case .intersection: "-intersection"
    }
  }
}
