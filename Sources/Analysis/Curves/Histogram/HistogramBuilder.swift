internal import Spec
internal import SweepModel

/// Sorts the values of a metric into bins, one value for each task.
struct HistogramBuilder {
  let definition: CurveDefinition
  let histogram: Histogram
  let streams: [String: [MetricStream]]
  let facts: CurveFacts

  /// - Parameter tasks: those that the figure selects.
  func build(_ tasks: [TaskRecord]) -> Curve {
    var groups = CurveGroups(
      definition: definition, axis: CurveAxis.steps, metric: histogram.x, order: facts.order)
    groups.add(tasks, streams: [])
    let streamed = histogram.step.map(values)
    // A task counts once, whatever its replicate: what is shown is how the values scatter.
    let points = groups.members(tasks).mapValues { members in
      members.reduce(into: CurveGroups.Point()) { point, task in
        let value = streamed.map { $0[task.id] } ?? task.finals[histogram.x]
        point.add(task, value: value, isStreamed: streamed != nil)
      }
    }
    let all = points.values.flatMap(\.values)
    let edges = HistogramEdges.make(histogram.bins, all, range: definition.figure.xRange)
    let panels = groups.panelKeys.map { panel in
      CurvePanel(
        key: panel,
        series: groups.series(ofPanel: panel).map { line in
          series(line.key, points[.init(panel: panel, series: line.key)] ?? .init(), edges)
        }, overlay: [])
    }
    var curve = Curve(definition, facts, panels: panels)
    curve.interval = .none
    curve.keys = groups.lineKeys
    curve.pooledParameters = groups.pooledParameters(of: tasks)
    if case .width(let width) = histogram.bins, edges.count == HistogramBins.most + 1,
      edges[1] - edges[0] > width
    {
      curve.notes = [
        "Bins of width \(NumberText.short(width)) would be more than \(HistogramBins.most); they are wider."
      ]
    }
    return curve
  }

  /// The value of each task at the step that is shown.
  private func values(at step: Histogram.Step) -> [TaskID: Double] {
    var values: [TaskID: Double] = [:]
    for stream in streams[histogram.x] ?? [] {
      var last: MetricStream.Sample?
      for sample in stream.samples {
        switch step {
        case .at(let wanted): if sample.step == wanted { last = sample }
        case .last: if sample.step >= last?.step ?? .min { last = sample }
        }
      }
      if let last { values[stream.task] = last.value }
    }
    return values
  }

  private func series(
    _ key: ParameterValue?, _ source: CurveGroups.Point, _ edges: [Double]
  ) -> CurveSeries {
    let distribution = Distribution(source.values, edges: edges, census: source.census)
    let n = distribution.n
    let points = distribution.counts.indices.map { bin in
      let (lower, upper) = (edges[bin], edges[bin + 1])
      var point = CurvePoint(x: lower / 2 + upper / 2, census: source.census)
      point.n = n
      point.bin = CurvePoint.Bin(
        lower: lower, upper: upper, count: distribution.counts[bin], density: distribution.density(bin))
      point.value =
        histogram.height == .density ? distribution.density(bin) : Double(distribution.counts[bin])
      return point
    }
    var series = CurveSeries(key: key, points: points)
    series.distribution = distribution
    return series
  }
}
