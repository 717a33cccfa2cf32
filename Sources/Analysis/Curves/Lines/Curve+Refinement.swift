package import Spec
internal import SweepModel

extension Curve {
  /// Puts the crossings of a refined sweep on the lines of a curve that shows its metric along its axis. A line that
  /// several series share gets none. Where the curve asks for the crossing of that level too, it is the refined one
  /// with its interval: one crossing has one place.
  package mutating func mark(_ series: [SweepRefinement.Series], of rule: Refinement) {
    guard case .curve(let shown) = definition.kind, shown.x == rule.along, shown.metrics == [rule.metric]
    else { return }
    for panel in panels.indices {
      for line in panels[panel].series.indices {
        let found = series.filter {
          $0.isPart(of: panels[panel].key, on: definition.panel)
            && $0.isPart(of: panels[panel].series[line].key, on: definition.lines)
        }
        guard found.count == 1, let result = found.first?.result,
          case .between(let lower, let upper, let estimate, let rising, let count) = result.outcome,
          lower <= upper
        else { continue }
        panels[panel].series[line].place = RefinedPlace(
          level: rule.level, lower: lower, upper: upper, estimate: estimate)
        guard definition.crossing == rule.level, definition.statistic == .mean else { continue }
        let isOnAxis = area.shows(x: lower) && area.shows(x: upper)
        panels[panel].series[line].crossing = Crossing(
          level: rule.level,
          outcome: isOnAxis
            ? .at(x: estimate, rising: rising, count: count)
            : .between(lower: lower, upper: upper, rising: rising, count: count),
          lower: lower, upper: upper, confidence: SideTest.confidence, method: .refined, bridgesGap: false)
      }
      let aggregator = SeriesAggregator(definition: definition, isCategorical: xCategories != nil)
      panels[panel].crossingFit = aggregator.crossingFit(panels[panel].series)
    }
  }
}

extension SweepRefinement.Series {
  /// Whether the series has a value of a parameter, or does not vary it. Values are compared as they are written:
  /// those of recorded tasks have lost the difference between 1 and 1.0.
  fileprivate func isPart(of key: ParameterValue?, on parameter: String?) -> Bool {
    guard let parameter, let value = self[parameter] else { return true }
    return value.description == key?.description
  }
}
