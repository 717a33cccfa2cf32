import Journal
import Messages
import Results
import SweepModel
import TestSupport

@testable import Dashboard

/// What the sources of a feed say.
final class Script: Sendable {
  static let id = "0123456789ab"
  let versions = Watched<UInt64>(1)
  let failure = Watched<AnswerFailure?>(nil)
  let connections = Watched(0)
  /// Questions other than for the status.
  let questions = Watched(0)
  /// Of the one sweep that there is; nil where there is none.
  let census = Watched<Census?>(nil)
}

/// A coordinator that answers when its version is another one, as real ones do, and knows of one sweep what stands in
/// its status alone.
final class ScriptedSource: AnswerSource {
  private let script: Script
  init(_ script: Script) { self.script = script }

  func answer<D: Document>(_ question: WireQuery.OneOf_Question, within seconds: Double?) throws -> D {
    let document: any Document
    switch question {
    case .status(let query):
      _ = script.versions.wait(within: 2) { $0 != query.unlessVersion }
      try answers()
      document = status
    case .tasks:
      try asked()
      document = TasksDocument(
        sweep: Script.id, name: "seen", total: 0, offset: 0, tasks: [])
    case .workers:
      try asked()
      document = WorkersDocument(workers: [])
    default: throw nothing
    }
    guard let document = document as? D else { throw AnswerFailure(.failed, "another document") }
    return document
  }

  private func answers() throws {
    if let failure = script.failure.value { throw failure }
  }

  private func asked() throws {
    script.questions.change { $0 += 1 }
    try answers()
  }

  private var status: StatusDocument {
    StatusDocument(
      sweeps: script.census.value.map { census in
        [
          .init(
            id: Script.id, name: "seen", experiment: "probe", state: "active", priority: 0,
            planned: census.planned, census: census, submittedAt: 0)
        ]
      } ?? [], workers: 1, slots: 1, stateVersion: script.versions.value, duplicateResults: 0, lateResults: 0)
  }

  private var nothing: AnswerFailure { AnswerFailure(.mistaken, "there is no sweep") }
  func carryOut(_ command: WireCommand.OneOf_Command) throws -> OutcomeDocument { throw nothing }
  var rows: any ResultSource { self }
  var changes: (any ChangeSource)? { nil }
  var isOutdated: Bool { false }
  func sweep(_ selector: String) throws -> SweepDetails { throw nothing }
  func tasks(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord> { throw nothing }
  func metrics(of sweep: SweepDetails, named name: String?, from ordinal: Int) throws -> Page<MetricSeries> {
    throw nothing
  }
  func artifacts(of sweep: SweepDetails, from ordinal: Int) throws -> Page<TaskArtifact> { throw nothing }
  func piece(of artifact: Digest, from offset: Int) throws -> ArtifactPiece { throw nothing }
  func placements(of sweep: SweepDetails, from index: Int) throws -> Page<PlacementRun> { throw nothing }
  func failures(of sweep: SweepDetails, from ordinal: Int, limit: Int) throws -> Page<FailedTask> {
    throw nothing
  }
  func workers(of sweep: SweepDetails) throws -> [WorkerContribution] { throw nothing }
  func columns(of sweep: SweepDetails) throws -> ColumnNames { throw nothing }
}
