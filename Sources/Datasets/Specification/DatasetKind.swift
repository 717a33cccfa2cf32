/// Which images make up a data set (Liang et al. 2024, section 2, 3.2 and Fig 9).
package enum DatasetKind: String, Hashable, Sendable, CaseIterable {
  /// Bumps at all positions in the image.
  case bump
  /// Sums of two stripes that cross in the image: the "2D" set.
  case sos
  /// Bumps on an image with periodic borders.
  case torus
  /// Images of exactly one stripe: the "1D" set.
  case stripes
  /// The "2D+1D" set.
  case sosAndStripes = "sos+stripes"
  /// Bumps, and images of one stripe.
  case bumpAndStripes = "bump+stripes"

  /// What an image shows whose two stripes are centred in the image.
  package var form: ImageForm {
    switch self {
    case .bump, .bumpAndStripes: .bump
    case .torus: .periodicBump
    case .sos, .stripes, .sosAndStripes: .sumOfStripes
    }
  }

  /// Whether images centred in the image are trained on.
  package var hasPairs: Bool { self != .stripes }

  /// Whether images of a single stripe are trained on, which need the extended frame.
  package var hasStripes: Bool {
    switch self {
    case .stripes, .sosAndStripes, .bumpAndStripes: true
    case .bump, .sos, .torus: false
    }
  }
}
