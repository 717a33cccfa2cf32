/// The losses at all 2^s corners of the concepts (appendix B, Fig 7). A corner is a bit pattern: bit p is set
/// where concept p is on.
package enum CornerHierarchy {
  /// "10" for s = 2 and bit 0: one digit a concept, the first concept first.
  package static func name(_ corner: Int, concepts: Int) -> String {
    (0..<concepts).map { corner >> $0 & 1 == 1 ? "1" : "0" }.joined()
  }

  /// The share of pairs u < v (every concept of u is one of v) whose losses are in that order too.
  ///
  /// - Parameter losses: of all corners, by bit pattern; a power of two of them.
  package static func ordered(_ losses: [Double]) -> (inOrder: Int, pairs: Int) {
    var (inOrder, pairs) = (0, 0)
    for u in losses.indices {
      for v in losses.indices where u != v && u & v == u {
        pairs += 1
        if losses[u] <= losses[v] { inOrder += 1 }
      }
    }
    return (inOrder, pairs)
  }
}
