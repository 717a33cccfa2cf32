package import SweepModel

/// The tasks of a sweep as text, in one layout for CSV and JSON; rows come one by one, so that a million
/// of them need not be in memory at once.
package struct TaskTable: Sendable {
  /// How metrics are laid out.
  package enum Layout: Sendable {
    /// One row a task, one column a parameter and metric.
    case wide
    /// One row a metric, its name in a column; a task without metrics has one row with both empty.
    case long
  }

  private static let fixed = ["sweep", "task", "replicate", "status", "attempt"]

  package let sweep: String
  package let parameters: [String]
  package let metrics: [String]
  package let layout: Layout

  /// - Parameters:
  ///   - sweep: what the first column says in every row.
  ///   - parameters: the names to show; sorted and made unique here.
  ///   - metrics: the names to show; sorted and made unique here.
  package init(sweep: String, parameters: [String], metrics: [String], layout: Layout = .wide) {
    self.sweep = sweep
    self.parameters = Set(parameters).sorted()
    self.metrics = Set(metrics).sorted()
    self.layout = layout
  }

  /// A table of everything that occurs in the tasks.
  package init(sweep: String, tasks: [TaskRecord], layout: Layout = .wide) {
    self.init(
      sweep: sweep, parameters: Array(Set(tasks.flatMap { $0.parameters.keys })),
      metrics: Array(Set(tasks.flatMap { $0.metrics.keys })), layout: layout)
  }

  package var header: [String] {
    TaskTable.fixed + parameters + (layout == .wide ? metrics : ["metric", "value"])
  }

  /// The header as a line of CSV.
  package var csvHeader: String { CSVText.line(header) }

  /// The task's line of CSV, or its lines in the long layout.
  package func csv(_ task: TaskRecord) -> String {
    let common =
      [sweep, task.id.description, String(task.replicate), task.status.rawValue, String(task.attempt)]
      + parameters.map { task.parameters[$0]?.description ?? "" }
    func text(_ name: String) -> String { task.metrics[name].map { NumberText.exact($0) } ?? "" }
    switch layout {
    case .wide: return CSVText.line(common + metrics.map(text))
    case .long:
      let present = metrics.filter { task.metrics[$0] != nil }
      if present.isEmpty { return CSVText.line(common + ["", ""]) }
      return present.map { CSVText.line(common + [$0, text($0)]) }.joined()
    }
  }

  /// The whole table as CSV.
  package func csv(_ tasks: some Sequence<TaskRecord>) -> String {
    tasks.reduce(into: csvHeader) { $0 += csv($1) }
  }

  /// The task as one JSON object; infinities and not-a-number become null.
  package func json(_ task: TaskRecord) -> String {
    let shown = task.parameters.filter { parameters.contains($0.key) }
    let measured = task.metrics.filter { metrics.contains($0.key) }
    return JSONText.object([
      ("sweep", .text(sweep)), ("task", .text(task.id.description)), ("replicate", .integer(task.replicate)),
      ("status", .text(task.status.rawValue)), ("attempt", .integer(task.attempt)),
      ("parameters", .parameters(shown)), ("metrics", .metrics(measured)),
      ("seconds", .optional(task.seconds)), ("reason", .optional(task.reason)),
    ]).description
  }

  /// The task as one JSON object without inner ones: a member for each column of the wide CSV. A metric that is
  /// called like a parameter is `metric.NAME`.
  package func flatJSON(_ task: TaskRecord) -> String {
    JSONText.named(
      [
        ("sweep", .text(sweep)), ("task", .text(task.id.description)),
        ("replicate", .integer(task.replicate)),
        ("status", .text(task.status.rawValue)), ("attempt", .integer(task.attempt)),
      ] + parameters.map { ($0, task.parameters[$0].map { .parameter($0) } ?? .null) }
        + metrics.map { name in
          let isTaken = parameters.contains(name) || TaskTable.fixed.contains(name)
          return (isTaken ? "metric.\(name)" : name, .optional(task.metrics[name]))
        }
    ).description
  }

  /// `{"version":1,"tasks":[...]}`, one task a line, with inner objects for parameters and metrics.
  package func json(_ tasks: some Sequence<TaskRecord>) -> String {
    TaskTable.json(rows: tasks.map { json($0) })
  }

  /// The same without inner objects, see ``flatJSON(_:)``.
  package func flatJSON(_ tasks: some Sequence<TaskRecord>) -> String {
    TaskTable.json(rows: tasks.map { flatJSON($0) })
  }

  /// What stands before the first row of the JSON, between two rows, and behind the last one: for rows that are
  /// written one by one.
  package static let jsonOpening = "{\"version\":1,\"tasks\":[\n"
  package static let jsonSeparator = ",\n"
  package static let jsonClosing = "\n]}\n"

  private static func json(rows: [String]) -> String {
    jsonOpening + rows.joined(separator: jsonSeparator) + jsonClosing
  }
}
