internal import Journal
internal import Messages
internal import SweepModel

extension TasksDocument.Row {
  init(_ record: TaskRecord, newest: [MetricRow] = []) {
    self.init(
      ordinal: record.ordinal, id: record.id.digest.hex, replicate: record.replicate, status: record.status,
      attempt: record.attempt, parameters: record.parameters.mapValues { ParameterJSON($0) },
      metrics: record.metrics,
      newest: newest.isEmpty
        ? nil : Dictionary(newest.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
      step: newest.map(\.step).max(), seconds: record.seconds, reason: record.reason)
  }
}
