/// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations
/// (Golub & Van Loan 2013, section 8.5): for closed forms, where accuracy counts and size does not.
struct JacobiEigen {
  let values: [Double]
  /// Eigenvectors as columns.
  let vectors: DoubleMatrix

  init(of matrix: DoubleMatrix) {
    precondition(matrix.rows == matrix.columns, "a square matrix")
    let n = matrix.rows
    var a = matrix
    var v = DoubleMatrix.identity(n)
    for _ in 0..<60 {
      var off = 0.0
      for p in 0..<n { for q in 0..<n where p != q { off += a[p, q] * a[p, q] } }
      if off == 0 || off < 1e-34 * a.values.reduce(0, { $0 + $1 * $1 }) { break }
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) where a[p, q] != 0 {
          let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            let (x, y) = (a[k, p], a[k, q])
            (a[k, p], a[k, q]) = (c * x - s * y, s * x + c * y)
            let (u, w) = (v[k, p], v[k, q])
            (v[k, p], v[k, q]) = (c * u - s * w, s * u + c * w)
          }
          for k in 0..<n {
            let (x, y) = (a[p, k], a[q, k])
            (a[p, k], a[q, k]) = (c * x - s * y, s * x + c * y)
          }
        }
      }
    }
    values = (0..<n).map { a[$0, $0] }
    vectors = v
  }

  /// Q f(lambda) Q^T.
  func apply(_ function: (Double) -> Double) -> DoubleMatrix {
    vectors * DoubleMatrix(diagonal: values.map(function)) * vectors.transposed
  }
}
