/// Answer to `failures`: failed and cancelled tasks with what was tried, a page at a time.
package struct FailuresDocument: Document {
  package struct Row: Codable, Sendable {
    package var task: TasksDocument.Row
    /// Attempts that gave no result, oldest first.
    package var attempts: [ExplainDocument.Attempt]

    package init(task: TasksDocument.Row, attempts: [ExplainDocument.Attempt]) {
      self.task = task
      self.attempts = attempts
    }
  }

  package var version = 1
  package var sweep: String
  /// In the order of tasks.
  package var failures: [Row]
  /// The offset of the next page; nil on the last one.
  package var nextOrdinal: Int?

  package init(sweep: String, failures: [Row], nextOrdinal: Int? = nil) {
    self.sweep = sweep
    self.failures = failures
    self.nextOrdinal = nextOrdinal
  }
}
