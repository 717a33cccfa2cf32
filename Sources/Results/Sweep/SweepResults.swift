package import Analysis
package import Spec
package import SweepModel

/// All tasks of a sweep with its spec: what curves and reports are made of.
package struct SweepResults {
  package let details: SweepDetails
  package let sweep: Sweep
  /// By rising ordinal.
  package private(set) var tasks: [TaskRecord]
  private let source: any ResultSource
  private let catalog: ExperimentCatalog

  /// Reads a sweep.
  ///
  /// - Throws: ``ResultError/unreadableSpec(sweep:reason:)``, and what the source throws.
  package init(_ selector: String, from source: any ResultSource, catalog: ExperimentCatalog) throws {
    try self.init(source.sweep(selector), from: source, catalog: catalog)
  }

  /// Reads the tasks of a sweep whose details are known.
  package init(_ details: SweepDetails, from source: any ResultSource, catalog: ExperimentCatalog) throws {
    self.source = source
    self.details = details
    sweep = try details.spec(catalog)
    self.catalog = sweep.catalog(catalog)
    tasks = try source.allTasks(of: details)
  }

  /// Takes newer rows for some tasks, and adds those that are not there yet.
  mutating func replace(_ rows: [TaskRecord]) {
    for row in rows.sorted(by: { $0.ordinal < $1.ordinal }) {
      // Ordinals have gaps where the spec excludes combinations.
      var (low, high) = (tasks.startIndex, tasks.endIndex)
      while low < high {
        let middle = (low + high) / 2
        if tasks[middle].ordinal < row.ordinal { low = middle + 1 } else { high = middle }
      }
      if low < tasks.endIndex, tasks[low].ordinal == row.ordinal {
        let point = tasks[low].point
        tasks[low] = row
        // It never changes, and is shared with other tasks.
        tasks[low].point = point
      } else {
        tasks.insert(row, at: low)
      }
    }
  }

  /// The curves that the spec declares.
  ///
  /// - Parameter overlay: what is drawn over one of them.
  package func curves(overlay: (CurveDefinition) throws -> OverlayData) throws -> [Curve] {
    try SweepCurves.build(sweep, tasks: tasks, catalog: catalog, streams: streams, overlay: overlay)
  }

  /// What the experiment declares; nil for one that this program does not have.
  package var schema: ExperimentSchema? { catalog[sweep.experiment]?.schema }

  /// What people read for the sweep's parameters and metrics.
  package var labels: Labels { Labels(schema) }

  /// What a refined sweep found; nil for a grid.
  package var crossings: CrossingTable? {
    SweepGrowth(sweep, tasks: tasks)?.crossings.flatMap { CrossingTable(sweep, $0) }
  }

  /// What a sweep that compares found; nil for others.
  package var comparisons: ComparisonTable? {
    SweepGrowth(sweep, tasks: tasks)?.comparisons.map { ComparisonTable(sweep, $0) }
  }

  private func streams(of metric: String) throws -> [MetricStream] {
    var streams: [MetricStream] = []
    var index = tasks.startIndex
    try source.forEachSeries(of: details, named: metric) { series in
      while index < tasks.endIndex, tasks[index].ordinal < series.ordinal { index += 1 }
      guard index < tasks.endIndex, tasks[index].ordinal == series.ordinal else { return }
      streams.append(MetricStream(task: tasks[index].id, samples: series.samples))
    }
    return streams
  }
}

extension SweepDetails {
  /// The spec that was submitted.
  ///
  /// - Throws: ``ResultError/unreadableSpec(sweep:reason:)``.
  package func spec(_ catalog: ExperimentCatalog) throws -> Sweep {
    do { return try Sweep(resolvedJSON: resolved, catalog: catalog) } catch {
      throw ResultError.unreadableSpec(sweep: name, reason: "\(error)")
    }
  }
}
