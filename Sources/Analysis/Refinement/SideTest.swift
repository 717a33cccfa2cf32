/// Tells on which side of a level the means of some points lie.
///
/// Shares, where every value of a series is 0 or 1, are told by the exact binomial test: how probable it is that
/// as many values or more lie on one side, if the share were the level. Other means are told by an interval
/// `t sqrt(v / n)`, where v pools the point's own variance with that of all points of the series, the latter
/// counting as two more degrees of freedom: `v = ((n - 1) s^2 + 2 p^2) / (n + 1)`. A point whose few values
/// happen to agree is thereby not taken for exact.
struct SideTest {
  /// One-sided error of each decision. Two of them bound an interval, and each may be asked for several times while
  /// replicates grow: this keeps the interval's error below five percent.
  static let error = 0.0125
  /// What that leaves of the interval of a crossing.
  static let confidence = 0.95
  /// For decisions that contradict each other.
  static let strictError = 0.00005
  private static let priorDegrees = 2.0

  /// In units of ``scale``, like ``points``.
  private let level: Double
  /// What values near the largest number are divided by, so that their squares are finite.
  private let scale: Double
  /// True where each point has one value, which then is exact.
  let isExact: Bool
  private let isShare: Bool
  private let pooled: Double
  private let points: [RefinementPoint]

  init(_ points: [RefinementPoint], level: Double, isExact: Bool) {
    let scale = Summary.scale(of: points.flatMap(\.values) + [level])
    self.scale = scale
    self.points = points.sorted { $0.position < $1.position }.map { point in
      guard scale != 1 else { return point }
      var scaled = point
      scaled.values = point.values.map { $0 / scale }
      return scaled
    }
    self.level = level / scale
    self.isExact = isExact
    isShare =
      !isExact && scale == 1 && level > 0 && level < 1
      && points.allSatisfy { $0.values.allSatisfy { $0 == 0 || $0 == 1 } }
    var sum = 0.0
    var degrees = 0.0
    for point in self.points where point.values.count > 1 {
      sum += Summary.squares(point.values)
      degrees += Double(point.values.count - 1)
    }
    pooled = degrees > 0 ? sum / degrees : 0
  }

  /// The points by rising x; those off the axis are left out.
  func nodes(xs: [Double]) -> [RefinementNode] {
    points.filter { xs.indices.contains($0.position) }.map { node($0, x: xs[$0.position]) }
  }

  private func node(_ point: RefinementPoint, x: Double) -> RefinementNode {
    var node = RefinementNode(
      position: point.position, x: x, planned: point.planned, mean: 0, text: "", side: .lost,
      isCertain: false)
    guard !point.values.isEmpty else { return node }
    let n = Double(point.values.count)
    let mean = Summary.mean(point.values)
    node.mean = mean * scale
    node.text = NumberText.short(node.mean)
    if isExact {
      decide(&node, mean, isClear: true, isCertain: true)
    } else if isShare {
      let ones = point.values.reduce(0, +)
      node.text = "\(NumberText.short(node.mean)) of \(point.values.count) values"
      node.needed = SideTest.needed(variance: level * (1 - level), distance: mean - level)
      let error = mean < level ? 1 - tail(ones + 1, n) : tail(ones, n)
      decide(&node, mean, isClear: error <= SideTest.error, isCertain: error <= SideTest.strictError)
    } else {
      let degrees = n - 1 + SideTest.priorDegrees
      let variance = (Summary.squares(point.values) + SideTest.priorDegrees * pooled) / degrees
      let standardError = (variance / n).squareRoot()
      guard standardError > 0 else {
        decide(&node, mean, isClear: true, isCertain: true)
        return node
      }
      node.needed = SideTest.needed(variance: variance, distance: mean - level)
      // By the error, not by a quantile: one tail of the distribution and no search for its inverse.
      let error = StudentT.cumulative(-abs(mean - level) / standardError, degrees: degrees)
      node.text += " ± \(NumberText.short(standardError * scale, digits: 2))"
      decide(&node, mean, isClear: error <= SideTest.error, isCertain: error <= SideTest.strictError)
    }
    return node
  }

  /// Replicates after which a normal mean at that distance is told apart with ``error``.
  private static func needed(variance: Double, distance: Double) -> Double {
    let quantile = 2.2414
    return distance == 0 ? .infinity : quantile * quantile * variance / (distance * distance)
  }

  private func decide(_ node: inout RefinementNode, _ mean: Double, isClear: Bool, isCertain: Bool) {
    node.side = !isClear ? .open : mean < level ? .below : .above
    node.isCertain = isCertain
  }

  /// P(K >= ones) of n draws with the probability `level`: I_level(k, n - k + 1) (Abramowitz and Stegun 26.5.24).
  private func tail(_ ones: Double, _ n: Double) -> Double {
    if ones <= 0 { return 1 }
    if ones > n { return 0 }
    return IncompleteBeta.regularized(level, ones, n - ones + 1)
  }
}
