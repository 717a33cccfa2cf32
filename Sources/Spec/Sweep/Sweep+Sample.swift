package import SweepModel

extension Sweep {
  /// Visits points that stand for all that run, or may run: every one where there are few, else evenly spread
  /// values of each axis, the ends among them.
  ///
  /// - Parameters:
  ///   - limit: about the most points that are visited.
  ///   - body: takes the parameters, and how many points they stand for; exact where every point is visited.
  package func forEachSampledPoint<E: Error>(
    limit: Int, _ body: (Parameters, _ count: Int) throws(E) -> Void
  ) throws(E) {
    try plan.walk(plan.thinned(to: limit)) { (point, count) throws(E) in
      if plan.exclusion(of: point) == nil { try body(plan.parameters(of: point), count) }
      return true
    }
  }
}

extension ExpansionPlan {
  /// Choices whose product is at most about a limit, the most numerous axes thinned first.
  fileprivate func thinned(to limit: Int) -> Choices {
    var kept = dimensions.map(\.count)
    // `when` blocks add axes of their own to some points; a few values of each tell their cost.
    let inner = blocks.map { $0.dimensions.map { min($0.count, 8) } }
    let factor = inner.flatMap(\.self).reduce(1.0) { $0 * Double($1) }
    while kept.reduce(factor, { $0 * Double($1) }) > Double(limit), let most = kept.max(), most > 2,
      let index = kept.firstIndex(of: most)
    {
      kept[index] = max(2, most / 2)
    }
    return Choices(
      base: zip(dimensions, kept).map { Self.spread($0.count, over: $1) },
      blocks: zip(blocks, inner).map { zip($0.dimensions, $1).map { Self.spread($0.count, over: $1) } })
  }

  private static func spread(_ count: Int, over kept: Int) -> Choices.Range {
    guard kept < count else { return .all }
    return .some(
      (0..<kept).map { part in
        let (first, end) = (count * part / kept, count * (part + 1) / kept)
        let index = part == 0 ? 0 : part + 1 == kept ? count - 1 : (first + end) / 2
        return Choices.Choice(index: index, count: end - first)
      })
  }
}
