package import SweepModel

extension Curve {
  /// Puts the crossings of a refined sweep on the lines of a curve that shows its metric along its axis. A line that
  /// several series share gets none.
  package mutating func mark(_ series: [SweepRefinement.Series], of rule: Refinement) {
    guard definition.kind == .curve, definition.x == rule.along, definition.y == rule.metric,
      definition.moreY.isEmpty
    else { return }
    for panel in panels.indices {
      for line in panels[panel].series.indices {
        let found = series.filter {
          $0.isPart(of: panels[panel].key, on: definition.panel)
            && $0.isPart(of: panels[panel].series[line].key, on: definition.series)
        }
        guard found.count == 1, let result = found.first?.result, let interval = result.interval,
          let estimate = result.estimate
        else { continue }
        panels[panel].series[line].place = RefinedPlace(
          level: rule.level, lower: interval.lowerBound, upper: interval.upperBound, estimate: estimate)
      }
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
