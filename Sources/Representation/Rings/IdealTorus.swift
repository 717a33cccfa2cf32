internal import Foundation

/// Tori by formula, with the labels of a grid as their angles, that representations are compared with.
package enum IdealTorus: String, CaseIterable, Hashable, Sendable, Codable {
  /// (cos x, sin x, cos y, sin y): x and y in orthogonal planes.
  case clifford
  /// ((R + r cos y) cos x, (R + r cos y) sin x, r sin y) with R = 2, r = 1: x goes the long way around.
  case solid = "3-d"

  /// Its points, one for each label in the order of the grid.
  package func points(_ grid: LabelGrid) -> Matrix {
    var values: [Double] = []
    for i in 0..<grid.x {
      for j in 0..<grid.y {
        let x = 2 * Double.pi * Double(i) / Double(grid.x)
        let y = 2 * Double.pi * Double(j) / Double(grid.y)
        switch self {
        case .clifford: values += [cos(x), sin(x), cos(y), sin(y)]
        case .solid: values += [(2 + cos(y)) * cos(x), (2 + cos(y)) * sin(x), sin(y)]
        }
      }
    }
    return Matrix(rows: grid.rows, columns: values.count / grid.rows, values: values)
  }
}
