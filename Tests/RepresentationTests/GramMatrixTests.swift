import CMatrix
import TestSupport
import Testing

@testable import Representation

struct GramMatrixTests {
  private func random(rows: Int, columns: Int) -> [Float] {
    var random = SeededGenerator(seed: 3)
    return (0..<(rows * columns)).map { _ in Float.random(in: -1...1, using: &random) }
  }

  /// Rows and columns on both sides of a tile's and a panel's.
  @Test(arguments: [(2, 1), (11, 3), (12, 256), (13, 257), (61, 5), (25, 600)])
  func `products are those of the sums, whatever the sizes`(rows: Int, columns: Int) throws {
    let floats = random(rows: rows, columns: columns)
    let matrix = Matrix(rows: rows, columns: columns, floats: floats)
    let gram = try GramMatrix(matrix)
    #expect(try gram == GramMatrix(rows: rows, columns: columns, floats: floats))
    let means = (0..<columns).map { column in
      (0..<rows).reduce(0) { $0 + matrix.values[$1 * columns + column] } / Double(rows)
    }
    var error = 0.0
    for a in 0..<rows {
      for b in 0..<rows {
        let sum = (0..<columns).reduce(0) {
          $0 + (matrix.values[a * columns + $1] - means[$1]) * (matrix.values[b * columns + $1] - means[$1])
        }
        error = max(error, abs(sum - gram[a, b]))
        if gram[a, b] != gram[b, a] { Issue.record("not symmetric") }
      }
    }
    #expect(error < 1e-13 * Double(columns))
  }

  @Test func `bits are the same with and without AVX2`() throws {
    let matrix = Matrix(rows: 37, columns: 300, floats: random(rows: 37, columns: 300))
    let fast = try GramMatrix(matrix)
    let components = try PrincipalComponents(fast)
    cm_restrict(1)
    defer { cm_restrict(0) }
    #expect(try GramMatrix(matrix) == fast)
    #expect(try PrincipalComponents(fast) == components)
  }

  @Test func `rows without a shape are refused`() {
    for values in [[1.0, 2, 1, 2], [.nan, 2, 1, 2], [1, 2, 1, .infinity], [1e300, 2, -1e300, 2]] {
      #expect(throws: RepresentationError.self) {
        try GramMatrix(Matrix(rows: 2, columns: 2, values: values))
      }
    }
    for value in [0, 0.1, -1e6 / 3, 1e-300] {
      let same = Matrix(rows: 7, columns: 11, values: [Double](repeating: value, count: 77))
      let error = #expect(throws: RepresentationError.self) { try GramMatrix(same) }
      #expect(error?.description.contains("the same") == true)
    }
    #expect(throws: RepresentationError.self) { try GramMatrix(Matrix(rows: 1, columns: 2, values: [1, 2])) }
    let error = #expect(throws: RepresentationError.self) {
      try GramMatrix(rows: 3, columns: 2, floats: [1, 2, 3, .nan, 5, 6])
    }
    #expect(error?.description.contains("row 1, column 1") == true)
  }

  @Test func `equal rows have no distance, and rings that are points are in no pair`() throws {
    let grid = try LabelGrid(x: 4, y: 5)
    // The label x alone changes anything.
    let values: [Double] = (0..<20).flatMap { row -> [Double] in
      let x = Double(row / 5)
      return [x, x * x]
    }
    let gram = try GramMatrix(Matrix(rows: 20, columns: 2, values: values))
    #expect(gram.squaredDistance(0, 4) == 0)
    let rings = try RingTests(gram, grid: grid)
    #expect(rings.pointLikeRings == 4)
    #expect(rings.sample(.xOnY, .residual).isEmpty && rings.planeShareX == nil)
    #expect(rings.summary(.xOnX, .residual) == nil)
    #expect(rings.summary(.yOnY, .residual).map { abs($0.mean) < 1e-9 } == true)
    #expect(throws: RepresentationError.self) { try RingTests(gram, grid: try LabelGrid(x: 5, y: 5)) }
  }

  @Test func `rows of a grid are named by their labels`() throws {
    let grid = try LabelGrid(x: 4, y: 5)
    #expect(grid.ring(x: 1) == [5, 6, 7, 8, 9] && grid.ring(y: 2) == [2, 7, 12, 17])
    #expect(try LabelGrid(square: 25) == LabelGrid(x: 5, y: 5))
    for rows in [-1, 0, 9, 24, 26] {
      #expect(throws: RepresentationError.self) { try LabelGrid(square: rows) }
    }
    #expect(throws: RepresentationError.self) { try LabelGrid(x: 65, y: 64) }
    #expect(throws: RepresentationError.self) { try LabelGrid(x: .max, y: .max) }
  }
}
