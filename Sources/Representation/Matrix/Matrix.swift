/// Numbers in rows and columns, such as one row of activations for each image that a network was given.
package struct Matrix: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// Row after row; ``rows`` times ``columns`` numbers.
  package let values: [Double]

  /// - Parameter values: row after row, as many as `rows` times `columns`, which the caller makes sure of.
  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative number of rows or columns")
    precondition(
      rows.multipliedReportingOverflow(by: columns) == (values.count, false),
      "a matrix of \(rows) rows and \(columns) columns does not have \(values.count) numbers")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  /// The same from numbers in single precision, as networks compute them.
  package init(rows: Int, columns: Int, floats: [Float]) {
    self.init(rows: rows, columns: columns, values: floats.map(Double.init))
  }

  /// The first place, row after row, that holds no finite number; nil where all are finite.
  package var firstNotFinite: (row: Int, column: Int)? {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    let (row, column) = index.quotientAndRemainder(dividingBy: columns)
    return (row, column)
  }
}
