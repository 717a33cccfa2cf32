import Experiments
import Foundation
import Journal
import Spec
import SweepModel
import Testing

/// Makes a data directory to measure commands on, in a minute instead of the hours that its tasks would take:
///
///     PERCOLATE_LARGE_DIRECTORY=/tmp/large PERCOLATE_LARGE_TASKS=1000000 swift test -c release --filter LargeDirectory
///     /usr/bin/time -v percolate export last --wide --data /tmp/large > tasks.csv
@Suite struct LargeDirectoryTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let target = environment["PERCOLATE_LARGE_DIRECTORY"]

  @Test(.enabled(if: target != nil, "PERCOLATE_LARGE_DIRECTORY names the directory to write"))
  func `write a sweep of many finished tasks`() throws {
    let target = try #require(Self.target)
    let count = try #require(Int(Self.environment["PERCOLATE_LARGE_TASKS"] ?? "1000000"))
    let points = max(1, count / 100)
    let yaml = """
      name: large
      experiment: probe
      axes: {index: {from: 1, to: \(points), step: 1}}
      replicates: 100
      curves: [{name: value, x: index, y: value}]
      """
    let sweep = try SpecParser.parse(Array(yaml.utf8), file: "large.yaml", catalog: .builtIn)
    let journal = try Journal.open(
      try DataDirectory.create(at: target).lock(), percolateVersion: "0.1.0", upkeep: Upkeep())
    try journal.commit([.workerSeen(FilledDirectory.worker)])
    let header = SweepHeader(
      id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
      resolved: sweep.resolvedJSON, source: yaml, submittedAt: 1000, planned: sweep.taskCount)
    guard case .begun(let number) = try journal.beginSubmission(header) else { throw SubmittedTwice() }
    var rows: [PlannedTaskRow] = []
    var tasks: [AppendedTask] = []
    func append() throws {
      tasks += try journal.appendTasks(rows, to: number)
      rows.removeAll(keepingCapacity: true)
    }
    try sweep.forEachTask { task in
      rows.append(
        PlannedTaskRow(
          ordinal: task.ordinal, replicate: task.replicate, id: task.id, definition: task.definitionJSON))
      if rows.count == 50_000 { try append() }
    }
    if !rows.isEmpty { try append() }
    try journal.commit([.sweepSubmitted(number)])
    for start in stride(from: 0, to: tasks.count, by: 10_000) {
      try journal.commit(
        tasks[start..<min(start + 10_000, tasks.count)].enumerated().map { offset, task in
          .taskDone(
            ResultRecord(
              task: task.number, attempt: 1, worker: 1, seconds: 0.01, finishedAt: 2000,
              metrics: [
                .init(name: "value", value: Double((start + offset) % 997) / 997),
                .init(name: "steps", value: 0),
              ], artifacts: []))
        })
    }
    try journal.close()
    let reader = try JournalReader.open(at: DataDirectory.existing(at: target))
    #expect(try reader.census(of: number).done == sweep.taskCount)
  }
}
