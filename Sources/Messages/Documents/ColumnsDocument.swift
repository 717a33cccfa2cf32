/// Answer to `columns`: what a table of all tasks of a sweep has columns for.
package struct ColumnsDocument: Document {
  package var version = 1
  package var sweep: String
  /// Sorted.
  package var parameters: [String]
  /// Final metrics, sorted.
  package var metrics: [String]

  package init(sweep: String, parameters: [String], metrics: [String]) {
    self.sweep = sweep
    self.parameters = parameters
    self.metrics = metrics
  }
}
