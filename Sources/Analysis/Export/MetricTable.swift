package import SweepModel

/// Streamed and final metrics as a narrow table: one row a number.
package struct MetricTable: Sendable {
  package static let header = ["sweep", "task", "replicate", "metric", "step", "value"]

  package let sweep: String

  package init(sweep: String) { self.sweep = sweep }

  package var csvHeader: String { CSVText.line(MetricTable.header) }

  /// The final metrics of a task by name, with no step.
  package func csv(_ task: TaskRecord) -> String {
    task.metrics.sorted { $0.key < $1.key }.map { name, value in
      CSVText.line(
        [sweep, task.id.description, String(task.replicate), name, "", NumberText.exact(value)])
    }.joined()
  }

  /// One streamed metric of a task.
  package func csv(_ stream: MetricStream, metric: String, replicate: Int) -> String {
    stream.samples.map { sample in
      CSVText.line([
        sweep, stream.task.description, String(replicate), metric, String(sample.step),
        NumberText.exact(sample.value),
      ])
    }.joined()
  }

  /// The final metrics of a task as JSON objects, one a line, joined by commas; empty without metrics.
  package func json(_ task: TaskRecord) -> String {
    task.metrics.sorted { $0.key < $1.key }.map { name, value in
      json(task.id, task.replicate, name, step: .null, value)
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
