package import SweepModel

/// A fixed random order of grid points whose beginnings are the nested subsets: the subset of a larger
/// lambda contains every smaller one (Liang et al. 2024, appendix D.2).
package struct NestedOrder: Sendable {
  /// A permutation of `0..<count`.
  package let indices: [Int]

  /// Fisher-Yates with our own draws, so that the order never depends on the standard library's version.
  package init(count: Int, stream: consuming RandomStream) {
    var indices = Array(0..<count)
    var position = count - 1
    while position > 0 {
      indices.swapAt(position, NestedOrder.draw(below: position + 1, from: &stream))
      position -= 1
    }
    self.indices = indices
  }

  /// The first `round(lambda * count)` points; halves round up.
  package func subset(lambda: Double) -> ArraySlice<Int> {
    indices.prefix(NestedOrder.size(lambda: lambda, of: indices.count))
  }

  /// Points that a fraction lambda in 0...1 selects.
  package static func size(lambda: Double, of count: Int) -> Int {
    Int((min(max(lambda, 0), 1) * Double(count)).rounded(.toNearestOrAwayFromZero))
  }

  /// An unbiased number in `0..<bound` (Lemire 2019, "Fast random integer generation in an interval").
  private static func draw(below bound: Int, from stream: inout RandomStream) -> Int {
    let bound = UInt64(bound)
    let rejected = (0 &- bound) % bound
    while true {
      let product = stream.next().multipliedFullWidth(by: bound)
      if product.low >= rejected { return Int(product.high) }
    }
  }
}
