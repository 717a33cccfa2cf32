import Experiments
import Foundation
import Journal
import Spec
import SweepModel

/// A data directory whose journal a test fills with sweeps and results; it is gone with the last reference.
final class FilledDirectory {
  struct Submitted {
    var sweep: Sweep
    var number: SweepNumber
    var tasks: [AppendedTask]
  }

  static let worker = WorkerRecord(
    number: 1, id: WorkerID(high: 1, low: 2), key: "Z85", host: "node1", cpu: "a CPU",
    instructionSet: "avx2", cores: 8, slots: 4, version: "0.1.0", firstSeen: 900, lastSeen: 950)

  let path: String

  /// - Parameter fill: writes the journal, which is closed afterwards.
  init(_ fill: (Journal) throws -> Void) throws {
    path = FileManager.default.temporaryDirectory.path + "/results-\(UUID().uuidString)"
    let journal = try Journal.open(
      try DataDirectory.create(at: path).lock(), percolateVersion: "0.1.0",
      upkeep: Upkeep(syncSeconds: nil, mergeSeconds: nil))
    try journal.commit([.workerSeen(FilledDirectory.worker)])
    try fill(journal)
    try journal.close()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func reader() throws -> JournalReader { try JournalReader.open(at: DataDirectory.existing(at: path)) }
}

extension Journal {
  /// Submits a spec as a coordinator does.
  @discardableResult
  func submit(_ yaml: String) throws -> FilledDirectory.Submitted {
    let sweep = try SpecParser.parse(Array(yaml.utf8), file: "t.yaml", catalog: .builtIn)
    let header = SweepHeader(
      id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
      resolved: sweep.resolvedJSON, source: yaml, file: "t.yaml", submittedAt: 1000,
      exclusions: sweep.excluded().map { .init(reason: $0.reason, count: $0.count) },
      planned: sweep.taskCount + sweep.excludedTaskCount)
    guard case .begun(let number) = try beginSubmission(header) else { throw SubmittedTwice() }
    var rows: [PlannedTaskRow] = []
    sweep.forEachTask {
      rows.append(
        PlannedTaskRow(
          ordinal: $0.ordinal, replicate: $0.replicate, id: $0.id, definition: $0.definitionJSON))
    }
    let tasks = rows.isEmpty ? [] : try appendTasks(rows, to: number)
    return .init(sweep: sweep, number: number, tasks: tasks)
  }

  /// Records the result of a task.
  func finish(
    _ task: AppendedTask, _ metrics: [String: Double], files: [(name: String, bytes: [UInt8])] = []
  ) throws {
    let contents = files.map { ArtifactContent($0.bytes) }
    try commit(
      [
        .taskDone(
          ResultRecord(
            task: task.number, attempt: 1, worker: 1, seconds: 0.25, finishedAt: 2000,
            metrics: metrics.map { .init(name: $0.key, value: $0.value) },
            artifacts: zip(files, contents).map {
              ArtifactRecord(
                name: $0.name, mediaType: "image/png", digest: $1.digest, size: $1.bytes.count)
            }))
      ], artifacts: contents)
  }

  /// Records that a task failed.
  func fail(_ task: AppendedTask, _ reason: String) throws {
    try commit([
      .attemptEnded(
        AttemptRecord(
          task: task.number, number: 1, worker: 1, outcome: .failed, startedAt: 10, seconds: 5,
          reason: reason, log: "first\nsecond")),
      .taskStateChanged(task.number, .failed, attempts: 1, breaks: 1, reason: reason),
    ])
  }
}

struct SubmittedTwice: Error {}
