/// M = F F^T for a symmetric positive semidefinite M, with as few columns as M has rank
/// (Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 10.3).
struct PivotedCholesky {
  /// The columns of F, the one that explains most of the diagonal first.
  let columns: [[Double]]

  init(of matrix: DoubleMatrix) {
    let size = matrix.rows
    var left = (0..<size).map { matrix[$0, $0] }
    // What is left below this is rounding of the sums that made the matrix.
    let threshold = Double(size) * 1e-15 * (left.max() ?? 0)
    var columns: [[Double]] = []
    while columns.count < size, let pivot = left.indices.max(by: { left[$0] < left[$1] }),
      left[pivot] > threshold
    {
      let root = left[pivot].squareRoot()
      var column = [Double](repeating: 0, count: size)
      for row in 0..<size where left[row] > 0 {
        var value = matrix[row, pivot]
        for other in columns { value -= other[row] * other[pivot] }
        column[row] = value / root
      }
      column[pivot] = root
      for row in 0..<size { left[row] -= column[row] * column[row] }
      left[pivot] = 0
      columns.append(column)
    }
    self.columns = columns
  }
}
