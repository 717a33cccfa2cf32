internal import Analysis
internal import Coordinator
internal import Foundation
internal import Messages
internal import SweepModel

/// The tables that `tasks` prints. Their columns are those of the sweep, however many of its tasks are shown.
struct TaskListing {
  private let document: TasksDocument
  private let axes: [String]

  init(_ document: TasksDocument) {
    self.document = document
    // Parameters that are the same everywhere are the sweep's, not the tasks'.
    axes = document.axes ?? []
  }

  /// Nil where nothing but excluded combinations is shown.
  var tasks: String? {
    if document.tasks.isEmpty, document.excluded != nil { return nil }
    // Of a running task what it streamed last.
    let values = document.tasks.map { $0.metrics.merging($0.newest ?? [:]) { final, _ in final } }
    let metrics = Set(values.flatMap(\.keys)).union(document.metrics ?? []).sorted()
    let hasSteps = document.tasks.contains { $0.step != nil }
    let hasReasons = document.tasks.contains { $0.reason != nil }
    let rows = zip(document.tasks, values).map { task, values -> [String] in
      var row = [
        "\(task.ordinal)", String(task.id.prefix(12)), "\(task.replicate)", task.status.rawValue,
        "\(task.attempt)",
      ]
      row += axes.map { task.parameters[$0]?.value.description ?? "-" }
      if hasSteps { row.append(task.step.map(String.init) ?? "-") }
      row += metrics.map { values[$0].map { TaskListing.number($0, digits: 6) } ?? "-" }
      row.append(task.seconds.map { TaskListing.number($0, digits: 3) } ?? "-")
      if hasReasons { row.append(task.reason ?? "") }
      return row
    }
    let step = hasSteps ? ["step"] : []
    let reason = hasReasons ? ["reason"] : []
    let head = ["#", "task", "replicate", "status", "attempt"] + axes + step + metrics + ["seconds"]
    return Output.table(head + reason, rows)
  }

  /// Nil where excluded combinations were not asked for.
  var excluded: String? {
    guard let excluded = document.excluded else { return nil }
    if excluded.isEmpty { return document.tasks.isEmpty ? "no combination is excluded" : nil }
    return Output.table(
      ["status"] + axes + ["replicates", "reason"],
      excluded.map { point in
        ["excluded"] + axes.map { point.parameters[$0]?.value.description ?? "-" } + [
          "\(point.tasks)", point.reason,
        ]
      })
  }

  private static func number(_ value: Double, digits: Int) -> String {
    NumberText.rounded(value, digits: digits)
  }
}
