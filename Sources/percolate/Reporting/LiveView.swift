internal import Analysis
internal import Experiments
internal import Foundation
internal import Messages
internal import Results
internal import Spec
internal import SweepModel

/// What a terminal shows of a sweep while it runs: its first curve, and what the running tasks last reported.
final class LiveView {
  /// Tasks that fit below a curve.
  private static let shownTasks = 8
  /// Streamed metrics of a task that fit into a line.
  private static let shownMetrics = 4

  private let source: DocumentSource
  private var sweep: FollowedSweep?

  init(_ source: DocumentSource) { self.source = source }

  /// What there is to show, whatever the size of the terminal.
  struct Content {
    var curve: Curve?
    var running: RunningTasks?
  }

  /// What there is now; nil where the sweep cannot be read now: a display is no place for errors that the next look may
  /// not have.
  ///
  /// - Parameter status: what the coordinator has just said of the sweep.
  func content(of status: StatusDocument.SweepStatus, at version: UInt64) -> Content? {
    guard let changes = source.changes else { return nil }
    do {
      if var known = sweep, known.results.details.id.description == status.id {
        // Taken out meanwhile, so that 10^6 tasks are changed in place.
        sweep = nil
        try known.update()
        sweep = known
      } else {
        sweep = try FollowedSweep(
          status.id, from: source.rows, following: changes, catalog: .builtIn, version: version)
      }
    } catch {
      return nil
    }
    guard let sweep else { return nil }
    let curve = status.census.done > 0 ? sweep.curves().first : nil
    return Content(curve: curve, running: running(sweep.results))
  }

  private func running(_ results: SweepResults) -> RunningTasks? {
    guard
      let running: TasksDocument = try? source.ask(
        .tasks(of: results.details.id.digest.hex, [.running], limit: LiveView.shownTasks)),
      !running.tasks.isEmpty
    else { return nil }
    let axes = results.sweep.axes.map(\.name)
    let metrics = metrics(of: running.tasks, in: results)
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
      total: max(running.total ?? 0, rows.count))
  }

  /// The streamed metrics that the curves show, then the others as the experiment lists them.
  private func metrics(of tasks: [TasksDocument.Row], in results: SweepResults) -> [String] {
    let known = Set(tasks.flatMap { $0.newest?.keys.map { $0 } ?? [] })
    let listed = results.schema?.metrics.map(\.name) ?? []
    var names: [String] = []
    for name in results.sweep.curves.flatMap(\.metrics) + listed
    where known.contains(name) && !names.contains(name) { names.append(name) }
    return Array(names.prefix(LiveView.shownMetrics))
  }
}
