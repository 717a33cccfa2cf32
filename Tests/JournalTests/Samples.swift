import Foundation
import GRDB
import Spec
import SweepModel
import TestSupport

@testable import Journal

/// A journal in a directory of its own.
struct OpenJournal {
  let place: TemporaryDirectory
  let journal: Journal
  var directory: DataDirectory { journal.directory }

  /// Opens the journal of a fresh directory, or of the given one.
  init(_ place: TemporaryDirectory? = nil, accepting: Bool = false) throws {
    self.place = try place ?? TemporaryDirectory()
    journal = try openJournal(at: self.place.path, accepting: accepting)
  }

  func reader() throws -> JournalReader { try JournalReader.open(at: directory) }

  /// Changes the files that lie in the journal behind their digests.
  func damageContents() throws {
    try journal.access("damage") {
      try $0.execute(sql: "UPDATE content SET bytes = CAST(x'00' || bytes AS BLOB)")
    }
  }
}

/// Makes the page sums of a directory at rest those of its journal as it lies, so that only what is checked behind them
/// is left to find damage.
func seal(_ place: TemporaryDirectory) throws {
  let directory = try DataDirectory.existing(at: place.path)
  let mark = try MarkFile.read(directory)
  var sums = try PageSums(scanning: directory.journalPath, pageSize: 4096)
  sums.journal = mark?.ledger.journal ?? 0
  sums.commits = mark?.ledger.commits ?? 0
  try sums.write(directory)
}

/// Opens a journal that merges its log only when it is told to, or when that is long: what lies on the disk then
/// does not depend on the time.
func openJournal(at path: String, accepting: Bool = false) throws -> Journal {
  try Journal.open(
    try DataDirectory.create(at: path).lock(), percolateVersion: "0.1.0", accepting: accepting,
    upkeep: Upkeep(syncSeconds: nil, mergeSeconds: nil))
}

/// A task with a parameter of each simple kind.
func sampleTask(_ index: Int, replicate: Int = 0) -> TaskDefinition {
  TaskDefinition(
    experiment: "probe", version: 1,
    parameters: ["duration": .real(0.5), "index": .integer(index), "outcome": .text("ok")], seed: 7,
    replicate: replicate)
}

func sampleRows(_ indices: some Collection<Int>) -> [PlannedTaskRow] {
  indices.enumerated().map { PlannedTaskRow(ordinal: $0.offset, sampleTask($0.element)) }
}

func sampleHeader(
  _ name: String, planned: Int, commit: CommitHash? = nil, exclusions: [SweepHeader.Exclusion] = []
) -> SweepHeader {
  let resolved = #"{"name":"\#(name)"}"#
  return SweepHeader(
    id: SweepID(Digest(of: resolved.utf8)), name: name, experiment: "probe", version: 1, resolved: resolved,
    source: "name: \(name)\n", file: "\(name).yaml", commit: commit, priority: 1, submittedAt: 1000,
    exclusions: exclusions, planned: planned)
}

extension Journal {
  /// Submits the sample tasks of those indices as one sweep.
  @discardableResult
  func submit(_ name: String, _ indices: some Collection<Int>) throws -> (SweepNumber, [AppendedTask]) {
    guard case .begun(let sweep) = try beginSubmission(sampleHeader(name, planned: indices.count)) else {
      throw SampleError("sweep \(name) is there already")
    }
    let tasks = try appendTasks(sampleRows(indices), to: sweep)
    try checkSubmission(sweep)
    try commit([.sweepSubmitted(sweep)])
    return (sweep, tasks)
  }
}

struct SampleError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The result that every test gives a task: two metrics that tell which task they belong to.
func sampleResult(_ task: TaskNumber, attempt: Int = 1, value: Double? = nil) -> ResultRecord {
  ResultRecord(
    task: task, attempt: attempt, worker: 1, seconds: 0.25, finishedAt: 2000,
    metrics: [
      .init(name: "index", value: value ?? Double(task.value)), .init(name: "half", value: 0.5),
    ])
}

let sampleWorker = WorkerRecord(
  number: 1, id: WorkerID(high: 0x0102_0304_0506_0708, low: 9), key: "Z85", host: "node1", cpu: "a CPU",
  instructionSet: "avx2", cores: 8, slots: 4, version: "0.1.0", firstSeen: 900, lastSeen: 950)
