internal import Analysis
internal import Coordinator
internal import Experiments
internal import Foundation
internal import Messages
internal import Spec
internal import SweepModel
internal import Transport

/// Everything that a report, an export or a live plot needs of one sweep.
struct SweepResults {
  let document: SweepDocument
  let sweep: Sweep
  var tasks: [TaskRecord]

  /// Fetches a sweep in pages.
  init(_ selector: String, from source: DocumentSource) throws {
    var document: SweepDocument = try source.ask(.sweep(selector))
    var isFull = document.placements?.count == PlacementsDocument.page
    while isFull, let count = document.placements?.count {
      let next: PlacementsDocument = try source.ask(.placements(of: document.id, from: count))
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
    of id: String, from source: DocumentSource
  ) throws -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    var next = 0
    let page = 5000
    while true {
      let document: TasksDocument = try source.ask(
        .tasks(of: id, from: next, limit: page))
      tasks += document.tasks.compactMap(\.record)
      guard let last = document.tasks.last, document.tasks.count == page else { return tasks }
      next = last.ordinal + 1
    }
  }

  /// The curves that the spec declares, with their overlays.
  func curves(from source: DocumentSource, withOverlays: Bool = true) throws -> [Curve] {
    try SweepCurves.build(
      sweep, tasks: tasks, catalog: .builtIn, streams: { try streams(of: $0, from: source) },
      overlay: { definition in
        withOverlays
          ? try OverlayRunner(sweep: sweep, definition: definition, tasks: tasks).data(from: source)
          : OverlayData()
      })
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
      let page: MetricsDocument = try source.ask(.metrics(of: sweep, named: name, from: offset))
      for series in page.series { visit(series) }
      next = page.nextOrdinal
    }
  }
}

extension MetricsDocument.Series {
  var samples: [MetricStream.Sample] {
    zip(steps, values).map { MetricStream.Sample(step: $0, value: $1) }
  }
}
