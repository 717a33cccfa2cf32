internal import Analysis
internal import Experiments
internal import Foundation
internal import Messages
internal import Results
internal import Spec
internal import SweepModel

/// What a terminal shows of a sweep while it runs: its first curve, and what the running tasks last reported.
struct LiveView {
  /// Tasks that fit below a curve.
  private static let shownTasks = 8
  /// Streamed metrics of a task that fit into a line.
  private static let shownMetrics = 4

  private let results: SweepResults
  private let source: DocumentSource

  /// Nil where the sweep cannot be read now: a display is no place for errors that the next look may not have.
  init?(_ sweep: String, from source: DocumentSource) {
    guard let results = try? SweepResults(sweep, from: source, catalog: .builtIn) else { return nil }
    self.results = results
    self.source = source
  }

  /// What there is to show, whatever the size of the terminal.
  struct Content {
    var curve: Curve?
    var running: RunningTasks?
  }

  var content: Content { Content(curve: curve, running: running) }

  private var curve: Curve? {
    guard results.details.census.done > 0 else { return nil }
    return try? results.curves { _ in OverlayData() }.first
  }

  private var running: RunningTasks? {
    guard
      let running: TasksDocument = try? source.ask(
        .tasks(of: results.details.id.digest.hex, [.running], limit: LiveView.shownTasks)),
      !running.tasks.isEmpty
    else { return nil }
    let axes = results.sweep.axes.map(\.name)
    let metrics = metrics(of: running.tasks)
    let experiment = results.sweep.experiment
    let rows = running.tasks.map { task -> [String] in
      let total = StepCount.total(of: experiment, task.parameters.mapValues(\.value))
      var row = [String(task.id.prefix(12)), StepCount.text(task.step, of: total)]
      row += axes.map { task.parameters[$0]?.value.description ?? "-" }
      row += ["\(task.replicate)"]
      row += metrics.map { name in task.newest?[name].map { NumberText.short($0, digits: 3) } ?? "-" }
      return row
    }
    return RunningTasks(
      header: ["running", "step"] + axes + ["replicate"] + metrics, rows: rows,
      total: max(running.total, rows.count))
  }

  /// The streamed metrics that the curves show, then the others as the experiment lists them.
  private func metrics(of tasks: [TasksDocument.Row]) -> [String] {
    let known = Set(tasks.flatMap { $0.newest?.keys.map { $0 } ?? [] })
    let listed = ExperimentCatalog.builtIn[results.sweep.experiment]?.schema.metrics.map(\.name) ?? []
    var names: [String] = []
    for name in results.sweep.curves.flatMap(\.metrics) + listed
    where known.contains(name) && !names.contains(name) { names.append(name) }
    return Array(names.prefix(LiveView.shownMetrics))
  }
}
