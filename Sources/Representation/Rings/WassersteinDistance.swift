/// The distance between two samples as distributions: the area between their cumulative distribution functions, in the
/// unit of the values (the first Wasserstein distance in one dimension, all values of equal weight).
package enum WassersteinDistance {
  /// - Returns: nil where a sample is empty or has a value that is not finite.
  package static func of(_ a: [Double], _ b: [Double]) -> Double? {
    guard !a.isEmpty, !b.isEmpty, a.allSatisfy(\.isFinite), b.allSatisfy(\.isFinite) else { return nil }
    let (left, right) = (a.sorted(), b.sorted())
    var (i, j) = (0, 0)
    var distance = 0.0
    var before = min(left[0], right[0])
    while i < left.count || j < right.count {
      let isLeft = j >= right.count || (i < left.count && left[i] <= right[j])
      let place = isLeft ? left[i] : right[j]
      distance += abs(Double(i) / Double(left.count) - Double(j) / Double(right.count)) * (place - before)
      before = place
      if isLeft { i += 1 } else { j += 1 }
    }
    return distance
  }
}
