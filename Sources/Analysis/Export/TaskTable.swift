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
      sweep: sweep, parameters: TaskTable.names(tasks.lazy.map(\.point.names)),
      metrics: TaskTable.names(tasks.lazy.map(\.finals.names)), layout: layout)
  }

  private static func names(_ names: some Sequence<some Sequence<String>>) -> [String] {
    var all: Set<String> = []
    for names in names { for name in names where !all.contains(name) { all.insert(name) } }
    return Array(all)
  }

  package var header: [String] {
    TaskTable.fixed + parameters + (layout == .wide ? metrics : ["metric", "value"])
  }

  /// The header as a line of CSV.
  package var csvHeader: String { CSVText.line(header) }

  /// The task's line of CSV, or its lines in the long layout.
  package func csv(_ task: TaskRecord) -> String {
    var common = ""
    CSVText.append(sweep, to: &common)
    func append(_ field: String, to line: inout String) {
      line += ","
      CSVText.append(field, to: &line)
    }
    append(task.id.description, to: &common)
    append(String(task.replicate), to: &common)
    append(task.status.rawValue, to: &common)
    append(String(task.attempt), to: &common)
    for name in parameters { append(task.point[name]?.description ?? "", to: &common) }
    func text(_ name: String) -> String { task.finals[name].map { NumberText.exact($0) } ?? "" }
    switch layout {
    case .wide:
      for name in metrics { append(text(name), to: &common) }
      return common + "\n"
    case .long:
      let present = task.finals.names.filter { isShown($0) }
      if present.isEmpty { return common + ",,\n" }
      return present.reduce(into: "") { lines, name in
        lines += common
        append(name, to: &lines)
        append(text(name), to: &lines)
        lines += "\n"
      }
    }
  }

  private func isShown(_ metric: String) -> Bool { metrics.contains(metric) }

  /// The whole table as CSV.
  package func csv(_ tasks: some Sequence<TaskRecord>) -> String {
    tasks.reduce(into: csvHeader) { $0 += csv($1) }
  }

  /// The task as one JSON object; infinities and not-a-number become null.
  package func json(_ task: TaskRecord) -> String {
    return JSONText.object([
      ("sweep", .text(sweep)), ("task", .text(task.id.description)), ("replicate", .integer(task.replicate)),
      ("status", .text(task.status.rawValue)), ("attempt", .integer(task.attempt)),
      (
        "parameters",
        .named(parameters.compactMap { name in task.point[name].map { (name, .parameter($0)) } })
      ),
      ("metrics", .named(metrics.compactMap { name in task.finals[name].map { (name, .number($0)) } })),
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
      ] + parameters.map { ($0, task.point[$0].map { .parameter($0) } ?? .null) }
        + metrics.map { name in
          let isTaken = parameters.contains(name) || TaskTable.fixed.contains(name)
          return (isTaken ? "metric.\(name)" : name, .optional(task.finals[name]))
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
