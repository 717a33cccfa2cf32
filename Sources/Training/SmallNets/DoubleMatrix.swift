/// A small dense matrix in double precision, row by row: for closed forms and moments, not for training.
package struct DoubleMatrix: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  package var values: [Double]

  /// - Precondition: `values` has rows * columns numbers.
  package init(rows: Int, columns: Int, _ values: [Double]) {
    precondition(rows > 0 && columns > 0 && values.count == rows * columns, "the shape fits the numbers")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  package init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, [Double](repeating: 0, count: rows * columns))
  }

  package init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (index, value) in diagonal.enumerated() { self[index, index] = value }
  }

  package static func identity(_ count: Int) -> DoubleMatrix {
    DoubleMatrix(diagonal: [Double](repeating: 1, count: count))
  }

  package subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  package var transposed: DoubleMatrix {
    var result = DoubleMatrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }

  package static func * (a: DoubleMatrix, b: DoubleMatrix) -> DoubleMatrix {
    precondition(a.columns == b.rows, "inner sizes agree")
    var result = DoubleMatrix(rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
      for inner in 0..<a.columns {
        let factor = a[row, inner]
        if factor == 0 { continue }
        for column in 0..<b.columns { result[row, column] += factor * b[inner, column] }
      }
    }
    return result
  }

  package static func * (factor: Double, a: DoubleMatrix) -> DoubleMatrix {
    DoubleMatrix(rows: a.rows, columns: a.columns, a.values.map { factor * $0 })
  }

  package static func + (a: DoubleMatrix, b: DoubleMatrix) -> DoubleMatrix {
    precondition(a.rows == b.rows && a.columns == b.columns, "the shapes agree")
    return DoubleMatrix(rows: a.rows, columns: a.columns, zip(a.values, b.values).map { $0 + $1 })
  }

  package static func - (a: DoubleMatrix, b: DoubleMatrix) -> DoubleMatrix { a + (-1) * b }

  package func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "a vector as long as a row")
    return (0..<rows).map { row in
      (0..<columns).reduce(0) { $0 + self[row, $1] * vector[$1] }
    }
  }

  /// The largest absolute difference of two entries.
  package func distance(to other: DoubleMatrix) -> Double {
    zip(values, other.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
