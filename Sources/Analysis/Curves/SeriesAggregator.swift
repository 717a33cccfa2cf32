internal import SweepModel

/// Turns the values of one line into points, a crossing and a fit.
struct SeriesAggregator {
  let definition: CurveDefinition
  /// Words on the x axis have an order but no distances, hence neither crossing nor fit.
  let isCategorical: Bool
  /// Every value is 0 or 1, so that a mean is a share.
  var isBinary = false
  /// Where the metric's values lie by definition; intervals end there too.
  var range: ClosedRange<Double>?

  /// See ``Curve/interval``.
  var interval: CurveDefinition.Interval {
    switch (definition.interval, definition.statistic) {
    case (.none, _), (.bootstrap, _), (.standardError, .mean): definition.interval
    case (.wilson(let level), .mean): isBinary ? .wilson(level: level) : .t(level: level)
    // In a phase diagram most cells are all zeros or all ones, where a t interval has no width.
    case (.t(let level), .mean):
      definition.kind == .heatMap && isBinary ? .wilson(level: level) : definition.interval
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
        level: level, statistic: definition.statistic, logarithmic: definition.xScale == .log,
        confidence: self.level)
      let samples = line.points.map {
        CrossingFinder.PointSamples(x: $0.x, values: $0.point.values, replicates: $0.point.replicates)
      }
      crossing = finder.crossing(of: samples, name: name)
    }
    var fit: PowerLawFit?
    if definition.fit == .powerLaw, !isCategorical, prefix.isEmpty {
      fit = PowerLawFit(
        points.compactMap { point in point.value.map { (x: point.x, y: $0) } }, level: level)
    }
    return CurveSeries(key: line.key, points: points, crossing: crossing, fit: fit)
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
    guard let summary = Summary(source.values) else { return point }
    point.mean = summary.mean
    point.median = summary.median
    point.minimum = summary.minimum
    point.maximum = summary.maximum
    point.standardError = summary.standardError
    point.value = summary[definition.statistic]
    switch interval {
    case .none: break
    case .standardError:
      if let error = summary.standardError {
        point.lower = summary.mean - error
        point.upper = summary.mean + error
      }
    case .wilson(let level):
      if let ends = WilsonInterval.interval(
        successes: source.values.reduce(0, +), trials: Double(summary.n), level: level)
      {
        point.lower = ends.lower
        point.upper = ends.upper
      }
    case .t(let level):
      let degrees = Double(summary.n - 1)
      if let error = summary.standardError,
        let t = StudentT.quantile((1 + level) / 2, degrees: degrees)
      {
        // The mean lies in the range for certain: what is cut off takes nothing from the coverage.
        point.lower = max(summary.mean - t * error, range?.lowerBound ?? -.infinity)
        point.upper = min(summary.mean + t * error, range?.upperBound ?? .infinity)
      }
    case .bootstrap(let level):
      let name = "\(name)/\(NumberText.exact(x))"
      if let ends = Bootstrap.interval(
        of: definition.statistic, source.values, level: level, name: name)
      {
        point.lower = ends.lower
        point.upper = ends.upper
      }
    }
    return point
  }
}
