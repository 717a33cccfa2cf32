package import SweepModel

/// Answer to `tasks`: one page of a sweep's tasks.
package struct TasksDocument: Document {
  package struct Row: Codable, Sendable {
    package var ordinal: Int
    package var id: String
    package var replicate: Int
    package var status: TaskStatus
    package var attempt: Int
    package var parameters: [String: ParameterJSON]
    package var metrics: [String: Double]
    /// The newest streamed values of a running task, and the last of their steps; nil where there are none.
    package var newest: [String: Double]?
    package var step: Int?
    package var seconds: Double?
    package var reason: String?

    package init(
      ordinal: Int, id: String, replicate: Int, status: TaskStatus, attempt: Int,
      parameters: [String: ParameterJSON], metrics: [String: Double], newest: [String: Double]? = nil,
      step: Int? = nil, seconds: Double? = nil, reason: String? = nil
    ) {
      self.ordinal = ordinal
      self.id = id
      self.replicate = replicate
      self.status = status
      self.attempt = attempt
      self.parameters = parameters
      self.metrics = metrics
      self.newest = newest
      self.step = step
      self.seconds = seconds
      self.reason = reason
    }
  }

  /// A combination that the spec excludes. It is no task, so it has no id.
  package struct Excluded: Codable, Sendable {
    package var parameters: [String: ParameterJSON]
    /// What it counts in the census: its replicates.
    package var tasks: Int
    package var reason: String

    package init(
      parameters: [String: ParameterJSON], tasks: Int, reason: String
    ) {
      self.parameters = parameters
      self.tasks = tasks
      self.reason = reason
    }
  }

  package var version = 1
  package var sweep: String
  package var name: String
  /// On the first page, what matches the filter on all pages, excluded combinations with all their replicates; nil on
  /// others, since counting goes through the whole sweep.
  package var total: Int?
  package var offset: Int
  package var tasks: [Row]
  /// On the first page, the names of the sweep's axes, in the order of the spec; nil on others.
  package var axes: [String]?
  /// On the first page, the final metrics of the sweep's first finished task; nil on others.
  package var metrics: [String]?
  /// Excluded combinations, where the filter asks for them: from `offset` on, as many as the page holds.
  package var excluded: [Excluded]?

  package init(
    sweep: String, name: String, total: Int? = nil, offset: Int, tasks: [Row], axes: [String]? = nil,
    metrics: [String]? = nil, excluded: [Excluded]? = nil
  ) {
    self.sweep = sweep
    self.name = name
    self.total = total
    self.offset = offset
    self.tasks = tasks
    self.axes = axes
    self.metrics = metrics
    self.excluded = excluded
  }
}

extension TasksDocument.Row {
  /// The record that this row was made of; nil where its id is no digest.
  package var record: TaskRecord? {
    guard let digest = Digest(hex: id) else { return nil }
    return TaskRecord(
      ordinal: ordinal, id: TaskID(digest), replicate: replicate, status: status, attempt: attempt,
      parameters: parameters.mapValues(\.value), metrics: metrics, seconds: seconds, reason: reason)
  }
}
