/// A symmetric tridiagonal matrix, whose eigenvectors are found one after the other.
struct Tridiagonal {
  /// Its diagonal.
  let diagonal: [Double]
  /// What stands beside it: the element of rows i and i + 1 at i, and 0 at the end.
  let beside: [Double]
  /// The largest eigenvalue by amount.
  let scale: Double

  private static let mostSteps = 20

  /// The eigenvector of an eigenvalue, orthogonal to those that were found before: inverse iteration.
  ///
  /// - Parameter value: the largest one that no vector was found for, right to rounding.
  /// - Throws: ``RepresentationError`` where no vector is found.
  func vector(of value: Double, besides others: [[Double]]) throws(RepresentationError) -> [Double] {
    let size = diagonal.count
    // A start that no eigenvector is orthogonal to by chance, another one for each.
    var state = UInt64(others.count) &+ 1
    var vector = (0..<size).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 - 0.5
    }
    for step in 0..<Tridiagonal.mostSteps {
      // Twice: what is nearly a sum of the others keeps none of them.
      for _ in 0..<2 { Tridiagonal.remove(others, from: &vector) }
      guard Tridiagonal.normalise(&vector) else { break }
      if step > 1, residual(vector, value) <= scale * Double(size).squareRoot() * 0x1p-50 { return vector }
      vector = solve(value, vector)
      // Scaled before sums of squares overflow: near an eigenvalue it grows by 10^16.
      guard Tridiagonal.normalise(&vector) else { break }
    }
    throw RepresentationError("no eigenvector of \(value) was found in \(Tridiagonal.mostSteps) steps")
  }

  private static func remove(_ others: [[Double]], from vector: inout [Double]) {
    for other in others {
      var product = 0.0
      for index in vector.indices { product += other[index] * vector[index] }
      for index in vector.indices { vector[index] -= product * other[index] }
    }
  }

  private static func normalise(_ vector: inout [Double]) -> Bool {
    let largest = vector.reduce(0) { max($0, abs($1)) }
    guard largest.isNormal else { return false }
    var sum = 0.0
    for index in vector.indices {
      vector[index] /= largest
      sum += vector[index] * vector[index]
    }
    let length = sum.squareRoot()
    for index in vector.indices { vector[index] /= length }
    return true
  }

  /// The length of T v - value v.
  private func residual(_ vector: [Double], _ value: Double) -> Double {
    var sum = 0.0
    for index in vector.indices {
      var term = (diagonal[index] - value) * vector[index]
      if index > 0 { term += beside[index - 1] * vector[index - 1] }
      if index + 1 < vector.count { term += beside[index] * vector[index + 1] }
      sum += term * term
    }
    return sum.squareRoot()
  }

  /// Solves (T - value) x = b by elimination with exchanges of rows.
  private func solve(_ value: Double, _ right: [Double]) -> [Double] {
    let size = diagonal.count
    let tiny = scale * 0x1p-53
    // Row i of the triangular matrix has up to three elements from its diagonal on.
    var first = diagonal.map { $0 - value }
    var second = beside
    var third = [Double](repeating: 0, count: size)
    var x = right
    for index in 0..<(size - 1) {
      let below = beside[index]
      if abs(first[index]) >= abs(below) {
        if first[index] == 0 { first[index] = tiny }
        let factor = below / first[index]
        first[index + 1] -= factor * second[index]
        x[index + 1] -= factor * x[index]
      } else {
        let factor = first[index] / below
        let (oldSecond, oldX) = (second[index], x[index])
        first[index] = below
        second[index] = first[index + 1]
        third[index] = second[index + 1]
        x[index] = x[index + 1]
        first[index + 1] = oldSecond - factor * second[index]
        second[index + 1] = -factor * third[index]
        x[index + 1] = oldX - factor * x[index]
      }
    }
    for index in (0..<size).reversed() {
      var sum = x[index]
      if index + 1 < size { sum -= second[index] * x[index + 1] }
      if index + 2 < size { sum -= third[index] * x[index + 2] }
      x[index] = sum / (abs(first[index]) < tiny ? tiny : first[index])
    }
    return x
  }
}
