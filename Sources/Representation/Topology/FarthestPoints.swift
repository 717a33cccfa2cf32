/// Few rows that cover all: each one taken is the farthest from those before it.
package enum FarthestPoints {
  /// Distances that differ by less than this share count as equal: rounding does not decide between rows of a symmetric
  /// object.
  private static let tie = 1e-9

  /// - Parameter count: how many are taken; all where the matrix has no more.
  /// - Returns: rows in the order in which they were taken, row 0 first; of several that are as far the lowest one.
  package static func rows(_ gram: GramMatrix, count: Int) -> [Int] {
    var taken = [0]
    var nearest = (0..<gram.rows).map { gram.squaredDistance(0, $0) }
    var isFree = [Bool](repeating: true, count: gram.rows)
    isFree[0] = false
    while taken.count < min(count, gram.rows) {
      var best: Int?
      for row in 0..<gram.rows where isFree[row] {
        if let known = best, nearest[row] <= nearest[known] * (1 + tie) { continue }
        best = row
      }
      guard let best else { break }
      taken.append(best)
      isFree[best] = false
      for row in 0..<gram.rows { nearest[row] = min(nearest[row], gram.squaredDistance(best, row)) }
    }
    return taken
  }
}
