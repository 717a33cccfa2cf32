/// The losses at all 2^s corners of the concepts (appendix B, Fig 7). A corner is a bit pattern: bit p is set
/// where concept p is on.
package enum CornerHierarchy {
  /// "10" for s = 2 and bit 0: one digit a concept, the first concept first.
  package static func name(_ corner: Int, concepts: Int) -> String {
    (0..<concepts).map { corner >> $0 & 1 == 1 ? "1" : "0" }.joined()
  }

  /// Pairs u < v (every concept of u is one of v), and how many of them have their losses in that order too.
  ///
  /// - Parameters:
  ///   - losses: of all corners, by bit pattern; a power of two of them.
  ///   - tolerance: how far the smaller combination's loss may be above the other one.
  package static func ordered(_ losses: [Double], tolerance: Double = 0) -> (inOrder: Int, pairs: Int) {
    var (inOrder, pairs) = (0, 0)
    for u in losses.indices {
      for v in losses.indices where u != v && u & v == u {
        pairs += 1
        if losses[u] <= losses[v] + tolerance { inOrder += 1 }
      }
    }
    return (inOrder, pairs)
  }
}
