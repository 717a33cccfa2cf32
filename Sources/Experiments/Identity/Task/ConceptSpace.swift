package import SweepModel
package import Training

/// How the s concept coordinates lie in the d-dimensional input: as its first coordinates, or turned by a
/// random orthogonal matrix, which every input of a replicate shares.
package struct ConceptSpace: Sendable {
  package let dimension: Int
  package let concepts: Int
  /// Column k is the direction of concept coordinate k; nil where that is e_k.
  private let rotation: DoubleMatrix?

  /// Concepts along the first axes.
  package init(dimension: Int, concepts: Int) {
    self.dimension = dimension
    self.concepts = concepts
    rotation = nil
  }

  /// Concepts along random directions: the orthonormalised columns of a Gaussian matrix (modified
  /// Gram-Schmidt), which are uniform over all rotations and reflections.
  package init(dimension: Int, concepts: Int, rotatedBy stream: inout RandomStream) {
    self.dimension = dimension
    self.concepts = concepts
    let d = dimension
    var columns = (0..<d).map { _ in (0..<d).map { _ in stream.standardNormal() } }
    for k in 0..<d {
      // Twice is enough (Parlett 1998, "The Symmetric Eigenvalue Problem", section 6.9).
      for _ in 0..<2 {
        for j in 0..<k {
          let overlap = zip(columns[j], columns[k]).reduce(0) { $0 + $1.0 * $1.1 }
          for i in 0..<d { columns[k][i] -= overlap * columns[j][i] }
        }
      }
      let norm = columns[k].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for i in 0..<d { columns[k][i] /= norm }
    }
    rotation = DoubleMatrix(rows: d, columns: d, columns.flatMap { $0 }).transposed
  }

  /// A point given by its concept coordinates [s], in the coordinates of the input [d].
  package func embed(_ point: [Double]) -> [Double] {
    guard let rotation else { return point + [Double](repeating: 0, count: dimension - point.count) }
    return (0..<dimension).map { row in
      point.indices.reduce(0) { $0 + rotation[row, $1] * point[$1] }
    }
  }

  /// All d coordinates of an input along the directions of the concepts, those of the concepts first.
  package func coordinates(_ input: [Double]) -> [Double] {
    guard let rotation else { return input }
    return (0..<dimension).map { column in
      (0..<dimension).reduce(0) { $0 + rotation[$1, column] * input[$1] }
    }
  }

  /// A linear map of inputs, as a map of concept coordinates: R^T J R.
  package func coordinates(ofMap map: DoubleMatrix) -> DoubleMatrix {
    guard let rotation else { return map }
    return rotation.transposed * map * rotation
  }

  /// Moments of inputs from those of their concept coordinates [s x s] and [s].
  package func moments(_ moment: DoubleMatrix, mean: [Double]) -> SecondMoments {
    var directions = DoubleMatrix(rows: dimension, columns: concepts)
    for row in 0..<dimension {
      for k in 0..<concepts { directions[row, k] = rotation?[row, k] ?? (row == k ? 1 : 0) }
    }
    let all = directions * moment * directions.transposed
    // Rounding leaves the product a little askew; what factorises it expects symmetry.
    return SecondMoments(moment: 0.5 * (all + all.transposed), mean: embed(mean))
  }
}
