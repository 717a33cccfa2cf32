import Foundation
import SweepModel

@testable import Journal

/// Everything that can be exported from a journal, as lines to compare.
func dump(_ reader: JournalReader) throws -> [String] {
  var lines: [String] = []
  for sweep in try reader.sweeps() {
    lines.append("\(sweep)")
    lines.append("\(try reader.census(of: sweep.number))")
    lines.append("\(try reader.placements(of: sweep.number)) \(try reader.shares(of: sweep.number))")
    lines.append("\(String(describing: try reader.resultSpan(of: sweep.number)))")
    for record in try reader.records(of: sweep.number) {
      let parameters = record.parameters.sorted { $0.key < $1.key }
      let metrics = record.metrics.sorted { $0.key < $1.key }
      lines.append(
        "\(record.ordinal) \(record.id) \(record.replicate) \(record.status) \(record.attempt) \(parameters) "
          + "\(metrics) \(record.seconds ?? -1) \(record.reason ?? "-")")
      for task in try reader.tasks(matching: record.id.digest.hex) {
        lines.append("\(task) \(try reader.attempts(of: task.number))")
        lines.append("\(try reader.metrics(of: task.number)) \(try reader.memberships(of: task.number))")
        lines.append("\(String(describing: try reader.resultDigest(of: task.number)))")
        for artifact in try reader.artifacts(of: task.number) {
          lines.append("\(artifact) \(Digest(of: try reader.artifact(artifact.digest)).hex)")
        }
      }
    }
    try reader.metrics(of: sweep.number) { lines.append("\($0)") }
  }
  lines.append("\(try reader.workers()) \(try reader.keys()) \(try reader.leases())")
  lines += try reader.notes().filter { $0.key != "coordinator-epoch" }.map { "\($0) \($1)" }.sorted()
  return lines
}
