/// The principal components of a matrix: how much variance each has, and where the rows lie along them.
package struct PrincipalComponents: Equatable, Sendable {
  /// How many are computed.
  package static let most = 15

  /// Eigenvalues of the covariance (columns centred, divisor N - 1), largest first, at most ``most``.
  package let eigenvalues: [Double]
  /// The sum of all eigenvalues, those that are not listed too.
  package let totalVariance: Double
  /// (sum of eigenvalues) squared over the sum of their squares, over all of them: how many dimensions of equal variance
  /// would be as many.
  package let participationRatio: Double
  /// Where each row lies along a component, for each component whose variance is more than rounding. Of both signs,
  /// the one with which the number largest by amount is positive.
  package let scores: [[Double]]

  /// - Throws: ``RepresentationError`` where an iteration does not end.
  package init(_ gram: GramMatrix) throws(RepresentationError) {
    let most = min(PrincipalComponents.most, gram.columns, gram.rows - 1)
    let eigen = try HouseholderEigen(gram.values, size: gram.rows, vectors: most)
    eigenvalues = eigen.values.prefix(most).map { max(0, $0) / Double(gram.rows - 1) }
    totalVariance = gram.totalVariance
    participationRatio = gram.participationRatio
    scores = zip(eigen.vectors, eigen.values).map { vector, value in
      let largest = vector.indices.max { (abs(vector[$0]), $1) < (abs(vector[$1]), $0) } ?? 0
      let factor = vector[largest] < 0 ? -value.squareRoot() : value.squareRoot()
      return vector.map { $0 * factor }
    }
  }

  /// Each listed eigenvalue's share of the variance.
  package var ratios: [Double] { eigenvalues.map { $0 / totalVariance } }
  /// The share of the first four.
  package var topFour: Double { ratios.prefix(4).reduce(0, +) }
}
