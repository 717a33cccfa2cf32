internal import Spec
internal import SweepModel

/// Turns the values of one line into points, a crossing and a fit.
struct SeriesAggregator {
  let definition: CurveDefinition
  /// Words on the x axis have an order but no distances, hence neither crossing nor fit.
  let isCategorical: Bool
  /// Every value is 0 or 1, so that a mean is a share.
  var isBinary = false
  /// The metrics lie in 0...1 by definition: those of zeros and ones only are yes or no.
  var isShare = false
  /// Where the metric's values lie by definition; intervals end there too.
  var range: ClosedRange<Double>?

  /// The same for a metric that lies in another range.
  func within(_ range: ClosedRange<Double>?) -> SeriesAggregator {
    var aggregator = self
    aggregator.range = range
    return aggregator
  }

  private var area: DrawableArea { DrawableArea(definition, isCategorical: isCategorical) }

  /// See ``Curve/interval``.
  var interval: CurveDefinition.Interval {
    switch (definition.interval, definition.statistic) {
    case (.none, _), (.bootstrap, _), (.standardError, .mean): definition.interval
    case (.wilson(let level), .mean): isBinary ? .wilson(level: level) : .t(level: level)
    // Where all tasks of a point agree, as they mostly do near 0 and 1, a t interval has no width.
    case (.t(let level), .mean): isBinary && isShare ? .wilson(level: level) : definition.interval
    case (.t(let level), .median), (.wilson(let level), .median): .bootstrap(level: level)
    case (.standardError, .median): .bootstrap(level: 0.6827)
    // The distribution of an extreme is not that of its resamples, so neither method covers it.
    case (.t, _), (.wilson, _), (.standardError, _): .none
    }
  }

  /// The level of the intervals of crossings and fits.
  private var level: Double {
    switch definition.interval {
    case .t(let level), .bootstrap(let level), .wilson(let level): level
    case .standardError, .none: 0.95
    }
  }

  func series(_ line: CurveGroups.Line, panel: ParameterValue?, prefix: String) -> CurveSeries {
    let name = "\(prefix)\(definition.name)/\(panel?.description ?? "")/\(line.key?.description ?? "")"
    let points = line.points.map { self.point(x: $0.x, $0.point, name: name) }
    var crossing: Crossing?
    if let level = definition.crossing, !isCategorical, prefix.isEmpty {
      let finder = CrossingFinder(
        level: level, statistic: definition.statistic, area: area, confidence: self.level)
      let samples = zip(line.points, points).map { source, point in
        let independent = source.point.independent(definition.statistic)
        return CrossingFinder.PointSamples(
          x: source.x, values: independent.values, replicates: independent.replicates,
          band: point.lower.flatMap { lower in point.upper.map { (lower, $0) } })
      }
      if case .wilson = interval {
        crossing = finder.crossingOfBand(samples)
      } else {
        crossing = finder.crossing(of: samples, name: name)
      }
    }
    var series = CurveSeries(key: line.key, points: points, crossing: crossing, fit: nil)
    if definition.fit == .powerLaw, !isCategorical, prefix.isEmpty {
      series.fit = PowerLawFit(
        series.drawn.compactMap { point in point.value.map { (x: point.x, y: $0) } }, level: level)
    }
    return series
  }

  /// See ``CurvePanel/crossingFit``.
  func crossingFit(_ series: [CurveSeries]) -> PowerLawFit? {
    guard definition.fit == .powerLaw, definition.crossing != nil else { return nil }
    let points = series.compactMap { line -> (x: Double, y: Double)? in
      guard let key = line.key?.number, let crossing = line.crossing?.x else { return nil }
      return (x: key, y: crossing)
    }
    return PowerLawFit(points, level: level)
  }

  func point(x: Double, _ source: CurveGroups.Point, name: String) -> CurvePoint {
    var point = CurvePoint(x: x, census: source.census)
    let values = source.independent(definition.statistic).values
    guard let summary = Summary(values) else { return point }
    point.n = summary.n
    point.mean = summary.mean
    point.median = summary.median
    point.minimum = source.values.min()
    point.maximum = source.values.max()
    point.standardError = summary.standardError
    let value = summary[definition.statistic]
    point.value = value
    point.isDrawable = area.shows(x: x, y: value)
    if let ends = ends(summary, values, name: "\(name)/\(NumberText.exact(x))") {
      (point.lower, point.upper) = (ends.lower, ends.upper)
    }
    return point
  }

  /// The ends of the curve's interval around a point, within ``range``: what the metric cannot be, its statistic
  /// cannot be either, so that what is cut off takes nothing from the coverage.
  ///
  /// - Returns: nil where there is none, and for values so large that their spread is no finite number.
  private func ends(
    _ summary: Summary, _ values: [Double], name: String
  ) -> (lower: Double, upper: Double)? {
    var ends: (lower: Double, upper: Double)?
    switch interval {
    case .none: break
    case .standardError:
      ends = summary.standardError.map { (summary.mean - $0, summary.mean + $0) }
    case .wilson(let level):
      ends = WilsonInterval.interval(
        successes: values.reduce(0, +), trials: Double(summary.n), level: level)
    case .t(let level):
      if let error = summary.standardError,
        let t = StudentT.quantile((1 + level) / 2, degrees: Double(summary.n - 1))
      {
        ends = (summary.mean - t * error, summary.mean + t * error)
      }
    case .bootstrap(let level):
      ends = Bootstrap.interval(of: definition.statistic, values, level: level, name: name)
    }
    guard var found = ends else { return nil }
    if let range, range.contains(summary[definition.statistic]) {
      found = (max(found.lower, range.lowerBound), min(found.upper, range.upperBound))
    }
    return found.lower.isFinite && found.upper.isFinite ? found : nil
  }
}
