/// One point of a refined series with the side of the level on which its mean lies.
struct RefinementNode {
  enum Side {
    case below, above
    /// The confidence interval of the mean holds the level.
    case open
    /// Nothing is known: all of its tasks failed.
    case lost
  }

  var position: Int
  var x: Double
  var planned: Int
  var mean: Double
  /// The mean with what is known of its error, for people.
  var text: String
  var side: Side
  /// Whether the side is right even by a far stricter rule.
  var isCertain: Bool

  /// About how many replicates would tell its side, if the mean is what it looks like.
  var needed = 0.0

  var isDecided: Bool { side == .below || side == .above }
}
