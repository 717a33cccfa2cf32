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
    package var seconds: Double?
    package var reason: String?
  }

  package var version = 1
  package var sweep: String
  package var name: String
  /// Tasks that match the filter, on all pages.
  package var total: Int
  package var offset: Int
  package var tasks: [Row]
}

extension TasksDocument.Row {
  init(_ record: TaskRecord) {
    self.init(
      ordinal: record.ordinal, id: record.id.digest.hex, replicate: record.replicate, status: record.status,
      attempt: record.attempt, parameters: record.parameters.mapValues { ParameterJSON($0) },
      metrics: record.metrics, seconds: record.seconds, reason: record.reason)
  }

  /// The record that this row was made of; nil where its id is no digest.
  package var record: TaskRecord? {
    guard let digest = Digest(hex: id) else { return nil }
    return TaskRecord(
      ordinal: ordinal, id: TaskID(digest), replicate: replicate, status: status, attempt: attempt,
      parameters: parameters.mapValues(\.value), metrics: metrics, seconds: seconds, reason: reason)
  }
}
