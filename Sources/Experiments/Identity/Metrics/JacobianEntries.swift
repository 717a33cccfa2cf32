package import Training

/// The entries of a network's Jacobian in concept coordinates [d x d] (Fig 4): major ones lie on the
/// diagonal of the s concepts, minor ones elsewhere in a concept's row or column, the rest is irrelevant.
package struct JacobianEntries: Sendable {
  package let map: DoubleMatrix
  package let concepts: Int

  /// - Precondition: a square matrix with at least `concepts` rows.
  package init(_ map: DoubleMatrix, concepts: Int) {
    precondition(map.rows == map.columns && concepts <= map.rows, "all concepts are in the map")
    self.map = map
    self.concepts = concepts
  }

  /// w_pp of every concept.
  package var major: [Double] { (0..<concepts).map { map[$0, $0] } }

  /// The mean of the minor entries; 0 where there is none.
  package var minorMean: Double {
    let minor = entries { row, column in row != column && (row < concepts || column < concepts) }
    return minor.isEmpty ? 0 : minor.reduce(0, +) / Double(minor.count)
  }

  /// The root of the mean square of the irrelevant entries; 0 where there is none.
  package var irrelevantSize: Double {
    let rest = entries { row, column in row >= concepts && column >= concepts }
    return rest.isEmpty ? 0 : (rest.reduce(0) { $0 + $1 * $1 } / Double(rest.count)).squareRoot()
  }

  private func entries(_ isWanted: (Int, Int) -> Bool) -> [Double] {
    var result: [Double] = []
    for row in 0..<map.rows {
      for column in 0..<map.columns where isWanted(row, column) { result.append(map[row, column]) }
    }
    return result
  }
}
