internal import CMatrix

/// The products of all pairs of rows, once each column's mean is taken off: everything in this module that does not
/// need the columns follows from it, however many there are.
package struct GramMatrix: Equatable, Sendable {
  /// Columns that are centred and multiplied at once: a tile's rows fit in the first cache.
  private static let panelColumns = 256

  /// How many rows the matrix had.
  package let rows: Int
  /// How many columns the matrix had.
  package let columns: Int
  /// [rows][rows], symmetric to the last bit.
  package let values: [Double]
  /// The sum of the diagonal: (N - 1) times the variance of all columns together.
  package let trace: Double

  /// - Throws: ``RepresentationError`` where a number is not finite, where there are fewer than two rows, and where rows do
  ///   not differ or differ by more than a Double can hold.
  package init(_ matrix: Matrix) throws(RepresentationError) {
    if let place = matrix.firstNotFinite {
      throw RepresentationError(
        "row \(place.row), column \(place.column) (counted from 0) is not a finite number; training that diverged "
          + "leaves such activations")
    }
    self = try matrix.values.withUnsafeBufferPointer { values throws(RepresentationError) in
      try GramMatrix(rows: matrix.rows, columns: matrix.columns) { row, column in
        values[row * matrix.columns + column]
      }
    }
  }

  /// The same of activations in single precision, without a copy in double precision of all.
  ///
  /// - Parameter floats: row after row, as many as `rows` times `columns`, which the caller makes sure of.
  /// - Throws: as ``init(_:)``.
  package init(rows: Int, columns: Int, floats: [Float]) throws(RepresentationError) {
    precondition(rows >= 0 && columns >= 0 && rows * columns == floats.count, "not a matrix")
    if let index = floats.firstIndex(where: { !$0.isFinite }) {
      throw RepresentationError(
        "row \(index / columns), column \(index % columns) (counted from 0) is not a finite number; training that "
          + "diverged leaves such activations")
    }
    self = try floats.withUnsafeBufferPointer { values throws(RepresentationError) in
      try GramMatrix(rows: rows, columns: columns) { row, column in Double(values[row * columns + column]) }
    }
  }

  /// - Parameter number: that of a row and a column; finite.
  @inline(__always)
  private init(
    rows: Int, columns: Int, number: (Int, Int) -> Double
  ) throws(RepresentationError) {
    guard rows >= 2, columns >= 1 else {
      throw RepresentationError(
        "a matrix of \(rows) row\(rows == 1 ? "" : "s") and \(columns) column\(columns == 1 ? "" : "s") has no "
          + "covariance; it takes two rows and one column")
    }
    let padded = (rows + Int(CM_TILE) - 1) / Int(CM_TILE) * Int(CM_TILE)
    let width = min(GramMatrix.panelColumns, (columns + 3) / 4 * 4)
    var panel = [Double](repeating: 0, count: padded * width)
    var gram = [Double](repeating: 0, count: rows * rows)
    var largest = 0.0
    for first in stride(from: 0, to: columns, by: width) {
      let count = min(width, columns - first)
      panel.withUnsafeMutableBufferPointer { panel in
        if count < width { panel.update(repeating: 0) }
        var means = [Double](repeating: 0, count: count)
        for row in 0..<rows {
          for column in 0..<count {
            let value = number(row, first + column)
            panel[row * width + column] = value
            largest = max(largest, abs(value))
            means[column] += value / Double(rows)
          }
        }
        // What rounding left of the mean is taken off as well, so that a large mean costs no digits.
        for _ in 0..<2 {
          var rest = [Double](repeating: 0, count: count)
          for row in 0..<rows {
            for column in 0..<count {
              let centred = panel[row * width + column] - means[column]
              panel[row * width + column] = centred
              rest[column] += centred / Double(rows)
            }
          }
          means = rest
        }
        gram.withUnsafeMutableBufferPointer { gram in
          guard let panel = panel.baseAddress, let gram = gram.baseAddress else { return }
          cm_gram(panel, Int64(rows), Int64(width), gram)
        }
      }
    }
    for row in 0..<rows { for column in 0..<row { gram[column * rows + row] = gram[row * rows + column] } }
    let trace = (0..<rows).reduce(0) { $0 + gram[$1 * rows + $1] }
    guard trace.isFinite else {
      throw RepresentationError(
        "the numbers differ by so much that their squares are too large for double precision; divide all of them by the "
          + "same number")
    }
    // Of equal rows rounding leaves a little.
    let noise = largest * 0x1p-45
    guard trace.isNormal, trace > noise * noise * Double(rows) * Double(columns) else {
      throw RepresentationError(
        "all rows are the same, up to rounding, so that they have no shape; were the right activations saved?"
      )
    }
    (self.rows, self.columns, values, self.trace) = (rows, columns, gram, trace)
  }

  /// The variance of all columns together: the sum of the covariance's eigenvalues.
  package var totalVariance: Double { trace / Double(rows - 1) }

  /// (sum of eigenvalues) squared over the sum of their squares: how many dimensions of equal variance would be as many.
  package var participationRatio: Double {
    // The sum of squared eigenvalues is that of all squared elements.
    1 / values.reduce(0) { $0 + ($1 / trace) * ($1 / trace) }
  }

  package subscript(row: Int, column: Int) -> Double { values[row * rows + column] }

  /// Squared Euclidean distance of two rows.
  package func squaredDistance(_ a: Int, _ b: Int) -> Double {
    // Rounding may leave less than nothing of rows that are equal.
    max(0, self[a, a] + self[b, b] - 2 * self[a, b])
  }
}
