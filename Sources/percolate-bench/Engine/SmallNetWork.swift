/// A small network to be trained on the identity.
struct SmallNetWork: Hashable {
  /// "linear" or "relu".
  var kind: String
  var dimension: Int
  var depth: Int
  var samples = 1000
  /// Networks trained side by side, each from its own start.
  var seeds = 1

  /// The row's name, as "linear-d64-depth3-n1000".
  var name: String {
    "\(kind)-d\(dimension)-depth\(depth)-n\(samples)" + (seeds > 1 ? "-seeds\(seeds)" : "")
  }
}
