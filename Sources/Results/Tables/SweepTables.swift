package import Analysis
internal import Messages
package import SweepModel

/// A sweep as the tables that `export` prints, written piece by piece as its rows are read.
package struct SweepTables {
  package let sweep: SweepDetails
  private let source: any ResultSource

  package init(_ sweep: SweepDetails, in source: any ResultSource) {
    self.sweep = sweep
    self.source = source
  }

  /// The tasks as CSV, see ``TaskTable``.
  package func tasksCSV(_ layout: TaskTable.Layout, to write: @escaping (String) throws -> Void) throws {
    let table = try table(layout)
    var buffer = TextBuffer(write)
    try buffer.append(table.csvHeader)
    try source.forEachTask(of: sweep) { try buffer.append(table.csv($0)) }
    try buffer.flush()
  }

  /// The tasks as JSON; the wide layout has no inner objects.
  package func tasksJSON(_ layout: TaskTable.Layout, to write: @escaping (String) throws -> Void) throws {
    let table = try table(layout)
    var buffer = TextBuffer(write)
    var separator = TaskTable.jsonOpening
    try source.forEachTask(of: sweep) { task in
      try buffer.append(separator)
      try buffer.append(layout == .wide ? table.flatJSON(task) : table.json(task))
      separator = TaskTable.jsonSeparator
    }
    if separator == TaskTable.jsonOpening { try buffer.append(separator) }
    try buffer.append(TaskTable.jsonClosing)
    try buffer.flush()
  }

  /// Streamed values in the order of tasks, then final ones, as CSV.
  package func metricsCSV(to write: @escaping (String) throws -> Void) throws {
    let table = MetricTable(sweep: sweep.name)
    var buffer = TextBuffer(write)
    var cursor = TaskCursor(sweep, in: source)
    try buffer.append(table.csvHeader)
    try source.forEachSeries(of: sweep) { series in
      guard let task = try cursor.task(at: series.ordinal) else { return }
      let stream = MetricStream(task: task.id, samples: series.samples)
      try buffer.append(table.csv(stream, metric: series.name, replicate: task.replicate))
    }
    try source.forEachTask(of: sweep) { try buffer.append(table.csv($0)) }
    try buffer.flush()
  }

  /// Streamed values as the one document that all of its pages make, see ``MetricsDocument``.
  package func metricsJSON(to write: @escaping (String) throws -> Void) throws {
    let encoder = DocumentEncoder()
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.data(value), as: UTF8.self)
    }
    var buffer = TextBuffer(write)
    let empty = MetricsDocument(sweep: "\(sweep.id)")
    // Keys are sorted, so that the series come first.
    let frame = try text(empty).split(separator: "[]", maxSplits: 1)
    try buffer.append(frame[0] + "[")
    var separator = ""
    try source.forEachSeries(of: sweep) { series in
      try buffer.append(separator + text(MetricsDocument.Series(series)))
      separator = ","
    }
    try buffer.append("]" + frame[1] + "\n")
    try buffer.flush()
  }

  /// The files that tasks left as CSV: task, replicate, axes, name, media type, bytes, and where the file is.
  ///
  /// - Parameters:
  ///   - axes: parameters that have a column each.
  ///   - file: what stands in the last column; it may copy the file there.
  package func artifactsCSV(
    axes: [String], file: (TaskRecord, TaskArtifact) throws -> String,
    to write: @escaping (String) throws -> Void
  ) throws {
    var cursor = TaskCursor(sweep, in: source)
    try write(CSVText.line(["task", "replicate"] + axes + ["name", "media-type", "bytes", "file"]))
    try source.forEachArtifact(of: sweep) { artifact in
      guard let task = try cursor.task(at: artifact.ordinal) else { return }
      // Row by row: it may take long until the next file is copied.
      try write(
        CSVText.line(
          [String("\(task.id)".prefix(12)), "\(task.replicate)"]
            + axes.map { task.point[$0]?.description ?? "" }
            + [artifact.name, artifact.mediaType, "\(artifact.size)", try file(task, artifact)]))
    }
  }

  private func table(_ layout: TaskTable.Layout) throws -> TaskTable {
    let columns = try source.columns(of: sweep)
    return TaskTable(
      sweep: sweep.name, parameters: columns.parameters, metrics: columns.metrics, layout: layout)
  }
}
