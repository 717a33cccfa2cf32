internal import Spec
internal import SweepModel

/// Turns two streamed metrics into lines in the plane of both, one for each series.
struct TrajectoryBuilder {
  /// Of more replicates than this the first ones are drawn: all of them would bury their mean.
  private static let traceLimit = 20

  let definition: CurveDefinition
  private let xs: [TaskID: [Int: Double]]
  private let ys: [TaskID: [Int: Double]]
  private let facts: CurveFacts

  init(definition: CurveDefinition, streams: [String: [MetricStream]], facts: CurveFacts) {
    self.definition = definition
    self.facts = facts
    xs = TrajectoryBuilder.samples(streams[definition.x] ?? [])
    ys = TrajectoryBuilder.samples(streams[definition.y] ?? [])
  }

  private static func samples(_ streams: [MetricStream]) -> [TaskID: [Int: Double]] {
    var samples: [TaskID: [Int: Double]] = [:]
    for stream in streams {
      for sample in stream.samples { samples[stream.task, default: [:]][sample.step] = sample.value }
    }
    return samples
  }

  /// - Parameter tasks: those that the curve selects.
  func build(_ tasks: [TaskRecord]) -> Curve {
    let aggregator = SeriesAggregator(definition: definition, isCategorical: false)
    var curve = Curve(definition, facts, panels: panels(tasks, aggregator))
    curve.interval = aggregator.interval
    curve.pooledParameters = groups(tasks).pooledParameters(of: tasks)
    curve.keys = groups(tasks).lineKeys
    return curve
  }

  /// The lines of all tasks, grouped and ordered as a curve's are.
  private func panels(_ tasks: [TaskRecord], _ aggregator: SeriesAggregator) -> [CurvePanel] {
    let groups = groups(tasks)
    let members = groups.members(tasks)
    return groups.panelKeys.map { panel in
      let lines = groups.series(ofPanel: panel).map { line in
        series(line.key, panel: panel, members[.init(panel: panel, series: line.key)] ?? [], aggregator)
      }
      return CurvePanel(key: panel, series: lines, overlay: [], crossingFit: nil)
    }
  }

  private func groups(_ tasks: [TaskRecord]) -> CurveGroups {
    var groups = CurveGroups(
      definition: definition, axis: CurveAxis.steps, metric: definition.y, order: facts.order)
    groups.add(tasks, streams: [])
    return groups
  }

  private func series(
    _ key: ParameterValue?, panel: ParameterValue?, _ tasks: [TaskRecord], _ aggregator: SeriesAggregator
  ) -> CurveSeries {
    let traces = tasks.compactMap(trace)
    let steps = Set(traces.flatMap { $0.places.map(\.step) }).sorted()
    let area = DrawableArea(definition, isCategorical: false)
    let name = "\(definition.name)/\(panel?.description ?? "")/\(key?.description ?? "")"
    let points = steps.map { step -> CurvePoint in
      // Only replicates that have both are in the means, or the place would be nobody's.
      var (left, right) = (CurveGroups.Point(), CurveGroups.Point())
      for task in tasks {
        let pair = pair(task, step)
        left.add(task, value: pair?.x, isStreamed: true)
        right.add(task, value: pair?.y, isStreamed: true)
      }
      let place = aggregator.within(facts.ranges[definition.x]).point(
        x: Double(step), left, name: "\(name)/x")
      var point = aggregator.within(facts.ranges[definition.y]).point(x: Double(step), right, name: name)
      point.step = step
      point.x = place.value ?? 0
      point.isDrawable = area.shows(x: point.x, y: point.value ?? .nan)
      point.xLower = place.lower
      point.xUpper = place.upper
      return point
    }
    return CurveSeries(
      key: key, points: points, crossing: nil, fit: nil,
      traces: traces.count > 1 ? Array(traces.prefix(TrajectoryBuilder.traceLimit)) : [])
  }

  private func pair(_ task: TaskRecord, _ step: Int) -> (x: Double, y: Double)? {
    guard let x = xs[task.id]?[step], let y = ys[task.id]?[step], x.isFinite, y.isFinite else { return nil }
    return (x, y)
  }

  /// Nil for a task that has no step with both metrics.
  private func trace(_ task: TaskRecord) -> CurveTrace? {
    let places = (xs[task.id] ?? [:]).keys.sorted().compactMap { step in
      pair(task, step).map { CurveTrace.Place(step: step, x: $0.x, y: $0.y) }
    }
    return places.isEmpty ? nil : CurveTrace(replicate: task.replicate, places: places)
  }
}
