/// What a table of all tasks of a sweep has columns for; each list is sorted.
package struct ColumnNames: Sendable, Hashable {
  package var parameters: [String]
  /// Final metrics.
  package var metrics: [String]
}
