package import SweepModel

/// Streamed and final metrics as a narrow table: one row a number.
package struct MetricTable: Sendable {
  package static let header = ["sweep", "task", "replicate", "metric", "step", "value"]

  package let sweep: String

  package init(sweep: String) { self.sweep = sweep }

  package var csvHeader: String { CSVText.line(MetricTable.header) }

  /// The final metrics of a task by name, with no step.
  package func csv(_ task: TaskRecord) -> String {
    lines(of: task.id, task.replicate, task.finals.names) { name, line in
      CSVText.append(name, to: &line)
      line += ",,"
      line += task.finals[name].map { NumberText.exact($0) } ?? ""
    }
  }

  /// One streamed metric of a task.
  package func csv(_ stream: MetricStream, metric: String, replicate: Int) -> String {
    lines(of: stream.task, replicate, stream.samples) { sample, line in
      CSVText.append(metric, to: &line)
      line += ","
      line += String(sample.step)
      line += ","
      line += NumberText.exact(sample.value)
    }
  }

  private func lines<Value>(
    of task: TaskID, _ replicate: Int, _ values: [Value], _ append: (Value, inout String) -> Void
  ) -> String {
    var start = ""
    CSVText.append(sweep, to: &start)
    start += ",\(task),\(replicate),"
    return values.reduce(into: "") { lines, value in
      lines += start
      append(value, &lines)
      lines += "\n"
    }
  }

  /// The final metrics of a task as JSON objects, one a line, joined by commas; empty without metrics.
  package func json(_ task: TaskRecord) -> String {
    task.finals.names.map { name in
      json(task.id, task.replicate, name, step: .null, task.finals[name] ?? .nan)
    }.joined(separator: ",\n")
  }

  /// One streamed metric of a task as JSON objects, one a line, joined by commas.
  package func json(_ stream: MetricStream, metric: String, replicate: Int) -> String {
    stream.samples.map { json(stream.task, replicate, metric, step: .integer($0.step), $0.value) }
      .joined(separator: ",\n")
  }

  private func json(
    _ task: TaskID, _ replicate: Int, _ metric: String, step: JSONText, _ value: Double
  ) -> String {
    JSONText.object([
      ("sweep", .text(sweep)), ("task", .text(task.description)), ("replicate", .integer(replicate)),
      ("metric", .text(metric)), ("step", step), ("value", .number(value)),
    ]).description
  }
}
