/// A ring of rows that share one label, around its own mean, and the plane that holds most of it.
struct RingPlane {
  /// The rows of the ring.
  let rows: [Int]
  /// The sum of squared distances to the ring's mean.
  let variation: Double
  /// Of that, what lies in the plane; 0 ... 1.
  let planeShare: Double
  /// For every row of the matrix, its product with each direction of the plane, which have length 1; a direction that
  /// the ring does not have (all of it lies on a line) is zero.
  let products: [[Double]]
  /// The factors of the ring's rows that make each direction, whose sum is 0.
  private let weights: [[Double]]

  /// - Parameter least: a ring of less variation has no plane.
  /// - Returns: nil for such a ring.
  /// - Throws: ``RepresentationError`` where an iteration does not end.
  init?(_ rows: [Int], in gram: GramMatrix, least: Double) throws(RepresentationError) {
    let size = rows.count
    var block = [Double](repeating: 0, count: size * size)
    for (i, a) in rows.enumerated() { for (j, b) in rows.enumerated() { block[i * size + j] = gram[a, b] } }
    RingPlane.centre(&block, size: size)
    let variation = (0..<size).reduce(0) { $0 + block[$1 * size + $1] }
    guard variation > least else { return nil }
    let eigen = try HouseholderEigen(block, size: size, vectors: 2)
    self.rows = rows
    self.variation = variation
    planeShare = min(1, eigen.values.prefix(2).reduce(0) { $0 + max(0, $1) } / variation)
    // A direction in all columns is the sum of row times weight; its products with rows need those of rows alone.
    let weights = zip(eigen.vectors, eigen.values).map { vector, value in
      let mean = vector.reduce(0, +) / Double(size)
      return vector.map { ($0 - mean) / value.squareRoot() }
    }
    products = weights.map { weights in
      var sums = [Double](repeating: 0, count: gram.rows)
      for (weight, member) in zip(weights, rows) {
        for row in sums.indices { sums[row] += weight * gram[member, row] }
      }
      return sums
    }
    self.weights = weights
  }

  /// Takes the means of rows and columns off.
  private static func centre(_ block: inout [Double], size: Int) {
    let means = (0..<size).map { row in
      block[(row * size)..<((row + 1) * size)].reduce(0, +) / Double(size)
    }
    let mean = means.reduce(0, +) / Double(size)
    for row in 0..<size {
      for column in 0..<size { block[row * size + column] += mean - means[row] - means[column] }
    }
  }

  /// How much of another ring lies outside of this plane, as a share of that ring's variation.
  func residual(of other: RingPlane) -> Double {
    var inside = 0.0
    for direction in products {
      let parts = other.rows.map { direction[$0] }
      let mean = parts.reduce(0, +) / Double(parts.count)
      for part in parts { inside += (part - mean) * (part - mean) }
    }
    return min(1, max(0, 1 - inside / other.variation))
  }

  /// The cosines of the principal angles between two planes, the larger one first: singular values of the products of
  /// their directions.
  func cosines(to other: RingPlane) -> (larger: Double, smaller: Double) {
    var product = [[0.0, 0.0], [0.0, 0.0]]
    for (p, direction) in products.enumerated() {
      for (q, weights) in other.weights.enumerated() {
        var sum = 0.0
        for (index, row) in other.rows.enumerated() { sum += weights[index] * direction[row] }
        product[p][q] = sum
      }
    }
    let (a, b, c, d) = (product[0][0], product[0][1], product[1][0], product[1][1])
    // Of [[a, b], [c, d]], written so that two that are equal stay equal.
    let turn = ((a + d) / 2 * ((a + d) / 2) + (c - b) / 2 * ((c - b) / 2)).squareRoot()
    let flip = ((a - d) / 2 * ((a - d) / 2) + (c + b) / 2 * ((c + b) / 2)).squareRoot()
    return (min(1, turn + flip), min(1, abs(turn - flip)))
  }
}
