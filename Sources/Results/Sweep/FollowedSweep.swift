package import Analysis
package import Spec
package import SweepModel

/// A sweep that is followed while it runs: its tasks, which are read once and then brought up to date with what
/// changed, so that a look at 10^6 tasks costs what happened since the last one.
package struct FollowedSweep {
  /// The sweep as it was when it was read whole.
  package private(set) var results: SweepResults
  private let source: any ResultSource
  /// Tells what changed; nil where nothing does.
  private let changes: (any ChangeSource)?
  private let catalog: ExperimentCatalog
  private var version: UInt64
  /// Streamed values of the metrics that the curves need, by the ordinal of their task.
  private var samples: [String: [Int: [MetricStream.Sample]]]

  /// Reads all of a sweep.
  ///
  /// - Parameters:
  ///   - changes: who tells them; nil of a journal at rest, which has none.
  ///   - version: a version of the coordinator's state that was told before.
  /// - Throws: as the source.
  package init(
    _ selector: String, from source: any ResultSource, following changes: (any ChangeSource)?,
    catalog: ExperimentCatalog, version: UInt64
  ) throws {
    self.source = source
    self.changes = changes
    self.catalog = catalog
    self.version = version
    results = try SweepResults(selector, from: source, catalog: catalog)
    samples = [:]
    for name in FollowedSweep.metrics(of: results.sweep) {
      var values: [Int: [MetricStream.Sample]] = [:]
      try source.forEachSeries(of: results.details, named: name) { values[$0.ordinal] = $0.samples }
      samples[name] = values
    }
  }

  /// Brings the tasks up to date.
  ///
  /// - Throws: as the source; what was known before is then still there.
  package mutating func update() throws {
    guard let changes else { return }
    let names = samples.keys.sorted()
    guard let news = try changes.changes(of: results.details, since: version, streaming: names) else {
      // The state's version first: what happens while the tasks are read is told again.
      let version = try changes.stateVersion()
      self = try FollowedSweep(
        results.details.id.digest.hex, from: source, following: changes, catalog: catalog, version: version)
      return
    }
    results.replace(news.tasks)
    for series in news.series { samples[series.name]?[series.ordinal] = series.samples }
    version = news.version
  }

  /// The curves that the spec declares.
  ///
  /// - Parameter overlay: what is drawn over one of them; left out, nothing.
  package func curves(overlay: (CurveDefinition) -> OverlayData = { _ in OverlayData() }) -> [Curve] {
    SweepCurves.build(
      results.sweep, tasks: results.tasks, catalog: results.sweep.catalog(catalog),
      streams: { name in
        let values = samples[name] ?? [:]
        return results.tasks.compactMap { task in
          values[task.ordinal].map { MetricStream(task: task.id, samples: $0) }
        }
      }, overlay: overlay)
  }

  private static func metrics(of sweep: Sweep) -> Set<String> {
    Set(sweep.curves.flatMap(\.streamedMetrics))
  }
}
