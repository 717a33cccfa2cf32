import Testing

@testable import Representation

/// Matrices whose eigenvalues are equal or far apart, where vectors are hard to find.
struct HouseholderEigenTests {
  private static func matrix(_ kind: String, size: Int) -> [Double] {
    var values = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<size {
        let (a, b) = (Double(i), Double(j))
        let element: Double =
          switch kind {
          case "identity": i == j ? 1 : 0
          case "centred identity": (i == j ? 1 : 0) - 1 / Double(size)
          case "ones": 1
          case "two blocks": i % 2 == j % 2 ? 1 : 0
          case "hypercube": (i ^ j).nonzeroBitCount == 1 ? 1 : i == j ? 9 : 0
          case "Hilbert": 1 / (a + b + 1)
          case "graded": i == j ? 1 / (1 + a * a * a * a * a * a) : 1e-9 / (1 + a * b)
          case "Wilkinson": i == j ? abs(a - Double(size / 2)) + 1 : abs(i - j) == 1 ? 1 : 0
          default: i == j ? 2 : (i - j + size) % size == 1 || (j - i + size) % size == 1 ? -1 : 0
          }
        values[i * size + j] = element
      }
    }
    return values
  }

  @Test(
    arguments: [
      "identity", "centred identity", "ones", "two blocks", "hypercube", "Hilbert", "graded", "Wilkinson",
      "circle",
    ], [2, 3, 64, 100])
  func `vectors solve the equation and are orthogonal`(kind: String, size: Int) throws {
    let matrix = HouseholderEigenTests.matrix(kind, size: size)
    let found = try HouseholderEigen(matrix, size: size, vectors: 15)
    #expect(found.values == found.values.sorted(by: >) && found.values.count == size)
    let trace = (0..<size).reduce(0) { $0 + matrix[$1 * size + $1] }
    let scale = found.values.map(abs).max() ?? 0
    #expect(abs(found.values.reduce(0, +) - trace) <= 1e-13 * scale * Double(size))
    #expect(!found.vectors.isEmpty)
    for (index, vector) in found.vectors.enumerated() {
      var residual = 0.0
      for row in 0..<size {
        let product = (0..<size).reduce(0) { $0 + matrix[row * size + $1] * vector[$1] }
        residual = max(residual, abs(product - found.values[index] * vector[row]))
      }
      #expect(residual <= 1e-12 * scale, "vector \(index)")
      for other in found.vectors[...index] {
        let product = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (other == vector ? 1 : 0)) < 1e-12)
      }
    }
  }
}
