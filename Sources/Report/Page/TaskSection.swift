internal import Analysis
internal import SweepModel

/// The tasks as a table: parameters that vary and final metrics.
enum TaskSection {
  /// The tasks that the page shows.
  static let limit = 1000

  static func html(_ input: ReportInput) -> String {
    guard let first = input.tasks.first else { return "" }
    let shown = input.tasks.prefix(limit)
    var varying: Set<String> = []
    for task in input.tasks where task.point != first.point {
      varying.formUnion(task.point.differences(from: first.point))
      varying.formUnion(first.point.differences(from: task.point))
    }
    let parameters = varying.sorted()
    let metrics = Set(shown.flatMap { $0.finals.names }).sorted()
    let rows = shown.map { task in
      var cells = [task.id.description, "\(task.replicate)", task.status.rawValue, "\(task.attempt)"]
      cells += parameters.map { task.point[$0]?.description ?? "" }
      for name in metrics { cells.append(task.finals[name].map { NumberText.short($0) } ?? "") }
      cells.append(task.seconds.map { DurationText.of($0) } ?? "")
      cells.append(task.reason ?? "")
      return cells
    }
    let head =
      ["task", "replicate", "status", "attempt"] + parameters.map { input.labels.parameter($0).title }
      + metrics.map { input.labels.metric($0).title } + ["time", "reason"]
    let numeric = Set(head.indices).subtracting([0, 2, head.count - 1])
    var html = "<section>\n<h2>Tasks</h2>\n<details><summary>"
    html +=
      shown.count < input.tasks.count
      ? "The first \(shown.count) of \(input.tasks.count)" : "All \(shown.count)"
    html += " tasks</summary>\n" + Markup.table(head: head, rows: rows, numeric: numeric) + "</details>\n"
    let fixed = first.parameters.filter { !varying.contains($0.key) }.sorted { $0.key < $1.key }
    if !fixed.isEmpty {
      let list = fixed.map { input.labels.parameter($0.key).equation($0.value) }.joined(separator: ", ")
      html += "<p class=\"note\">The same for all tasks: \(Markup.escape(list)).</p>\n"
    }
    return html + "</section>\n"
  }
}
