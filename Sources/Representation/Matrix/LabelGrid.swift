/// The labels that rows stand for: all pairs of x = 0 ..< `x` and y = 0 ..< `y`, of which both go around.
///
/// Row `i * y + j` has the label (i, j): y runs fastest.
package struct LabelGrid: Hashable, Sendable, CustomStringConvertible {
  /// The fewest values of a label: a ring of three points lies in a plane whatever it is.
  package static let least = 4
  /// The most rows: their matrix of products, with N squared numbers, has to fit in memory.
  package static let mostRows = 4096

  package let x: Int
  package let y: Int

  /// - Throws: ``RepresentationError`` where there are too few values of a label, or too many rows.
  package init(x: Int, y: Int) throws(RepresentationError) {
    guard x >= LabelGrid.least, y >= LabelGrid.least else {
      throw RepresentationError(
        "a grid of \(x) x \(y) labels has rings of fewer than \(LabelGrid.least) rows, which lie in a plane "
          + "whatever they are; both numbers have to be \(LabelGrid.least) or more")
    }
    let (rows, overflow) = x.multipliedReportingOverflow(by: y)
    guard !overflow, rows <= LabelGrid.mostRows else {
      throw RepresentationError(
        "a grid of \(x) x \(y) labels has more than \(LabelGrid.mostRows) rows; take every second label, or a part "
          + "of them that goes around")
    }
    (self.x, self.y) = (x, y)
  }

  /// The square grid of so many rows.
  ///
  /// - Throws: ``RepresentationError`` where the number is not a square, or no grid has so many rows.
  package init(square rows: Int) throws(RepresentationError) {
    let side = Int(Double(max(0, rows)).squareRoot().rounded())
    guard side * side == rows else {
      throw RepresentationError(
        "\(rows) rows are not a square number, so that the grid of their labels has to be told, as in `32x32`: the "
          + "number of values of x, then that of y")
    }
    try self.init(x: side, y: side)
  }

  package var rows: Int { x * y }
  package var description: String { "\(x)x\(y)" }

  /// The rows with x = `value`, as y goes around.
  package func ring(x value: Int) -> [Int] { (0..<y).map { value * y + $0 } }

  /// The rows with y = `value`, as x goes around.
  package func ring(y value: Int) -> [Int] { (0..<x).map { $0 * y + value } }
}
