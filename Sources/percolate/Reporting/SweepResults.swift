import Analysis
import Coordinator
import Experiments
import Foundation
import SweepModel
import Transport

/// Everything that a report, an export or a live plot needs of one sweep.
struct SweepResults {
  let document: SweepDocument
  let sweep: Sweep
  var tasks: [TaskRecord]

  /// Fetches a sweep in pages.
  init(_ selector: String, from source: DocumentSource) throws {
    var document: SweepDocument = try source.ask(WireQuery("sweep", selector))
    var isFull = document.placements?.count == PlacementsDocument.page
    while isFull, let count = document.placements?.count {
      let next: PlacementsDocument = try source.ask(WireQuery("placements", document.id, offset: count))
      document.placements? += next.placements
      isFull = next.placements.count == PlacementsDocument.page
    }
    self.document = document
    do {
      sweep = try Sweep(resolvedJSON: document.resolved, catalog: .builtIn)
    } catch {
      throw Problem(ExitStatus.someFailed, "the spec of sweep \(document.name) cannot be read: \(error)")
    }
    tasks = try SweepResults.tasks(of: document.id, from: source)
  }

  /// All tasks of a sweep in order of their ordinals.
  static func tasks(
    of id: String, from source: DocumentSource, filter: String = ""
  ) throws -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    var next = 0
    let page = 5000
    while true {
      let document: TasksDocument = try source.ask(
        WireQuery("tasks", id, filter: filter, offset: next, limit: page))
      tasks += document.tasks.compactMap(\.record)
      guard let last = document.tasks.last, document.tasks.count == page else { return tasks }
      next = last.ordinal + 1
    }
  }

  /// The curves that the spec declares, with their overlays.
  func curves(from source: DocumentSource, withOverlays: Bool = true) throws -> [Curve] {
    let schema = ExperimentCatalog.builtIn[sweep.experiment]?.schema
    func unit(_ name: String, isMetric: Bool) -> String {
      (isMetric ? schema?.metric(name)?.unit : schema?[name]?.unit) ?? ""
    }
    let refinement = SweepRefinement(sweep, tasks: tasks)
    let order = CategoryOrder(sweep)
    var curves: [Curve] = []
    for definition in sweep.curves {
      if let source = curves.first(where: { $0.definition.name == definition.source }) {
        let units = Curve.Units(
          x: unit(definition.x, isMetric: false),
          y: unit(definition.y, isMetric: definition.y != source.definition.x),
          series: definition.series.map { unit($0, isMetric: false) } ?? "")
        curves.append(
          ScalingBuilder.build(definition: definition, of: source, tasks: tasks, units: units))
        continue
      }
      var streams: [String: [MetricStream]] = [:]
      for metric in definition.streamedMetrics where streams[metric] == nil {
        streams[metric] = try self.streams(of: metric, from: source)
      }
      let overlay = withOverlays ? try overlayTasks(of: definition, from: source) : []
      var curve = CurveBuilder.build(
        definition: definition, tasks: tasks, streams: streams, overlay: overlay,
        units: Curve.Units(
          x: unit(definition.x, isMetric: definition.kind == .trajectory),
          y: unit(definition.y, isMetric: definition.kind != .heatMap),
          series: definition.lines.map { unit($0, isMetric: false) } ?? "",
          panel: definition.panel.map { unit($0, isMetric: false) } ?? "",
          z: definition.z.map { unit($0, isMetric: true) } ?? ""),
        ranges: ranges(of: [definition.overlay?.experiment, sweep.experiment]), order: order)
      if let rule = sweep.refinement { curve.mark(refinement?.series ?? [], of: rule) }
      curves.append(curve)
    }
    return curves
  }

  /// Where the metrics of these experiments lie by definition, by name; of equal names the last one counts.
  private func ranges(of experiments: [String?]) -> [String: ClosedRange<Double>] {
    let metrics = experiments.compactMap { $0.flatMap { ExperimentCatalog.builtIn[$0] } }.flatMap(
      \.schema.metrics)
    return Dictionary(
      metrics.compactMap { metric in metric.range.map { (metric.name, $0) } },
      uniquingKeysWith: { _, last in last })
  }

  private func streams(of metric: String, from source: DocumentSource) throws -> [MetricStream] {
    var samples: [Int: [MetricStream.Sample]] = [:]
    try SweepResults.metrics(of: document.id, named: metric, from: source) { series in
      samples[series.ordinal] = series.samples
    }
    return tasks.compactMap { task in
      samples[task.ordinal].map { MetricStream(task: task.id, samples: $0) }
    }
  }

  /// Visits the streamed metrics of a sweep, or one of them, page by page.
  static func metrics(
    of sweep: String, named name: String = "", from source: DocumentSource,
    _ visit: (MetricsDocument.Series) -> Void
  ) throws {
    var next: Int? = 0
    while let offset = next {
      let page: MetricsDocument = try source.ask(WireQuery("metrics", sweep, filter: name, offset: offset))
      for series in page.series { visit(series) }
      next = page.nextOrdinal
    }
  }

  private func overlayTasks(
    of definition: CurveDefinition, from source: DocumentSource
  ) throws -> [TaskRecord] {
    guard let overlay = definition.overlay else { return [] }
    switch overlay.source {
    case .sweep(let name): return try SweepResults.tasks(of: name, from: source)
    case .experiment(let name, let parameters):
      return try OverlayRunner(sweep: sweep, definition: definition, tasks: tasks)
        .run(experiment: name, parameters: parameters)
    }
  }
}

extension MetricsDocument.Series {
  var samples: [MetricStream.Sample] {
    zip(steps, values).map { MetricStream.Sample(step: $0, value: $1) }
  }
}
