import Foundation
import Journal
import Messages
import Results
import SweepModel
import Synchronization
import TestSupport
import Testing

@testable import Dashboard

/// What is asked of a coordinator for all pages together.
@Suite(.timeLimit(.minutes(2)))
struct StatusFeedTests {
  private let script = Script()

  private func feed() -> StatusFeed {
    let script = script
    return StatusFeed(
      connect: {
        script.connections.change { $0 += 1 }
        return ScriptedSource(script)
      }, failure: { ($0 as? AnswerFailure) ?? AnswerFailure(.failed, "\($0)") })
  }

  @Test func `the first look waits for an answer, the next ones have it`() async {
    let feed = feed()
    script.versions.change { $0 = 7 }
    let first = await feed.reading()
    #expect(first.status?.stateVersion == 7 && first.number == 1 && first.failure == nil)
    let second = await feed.reading()
    #expect(second.status?.stateVersion == 7)
    feed.stop()
  }

  @Test func `whoever waits for news gets them when something has changed`() async {
    let feed = feed()
    var news = feed.news().makeAsyncIterator()
    _ = await news.next()
    #expect(await feed.reading().status?.stateVersion == 1)
    script.versions.change { $0 = 2 }
    while await feed.reading().status?.stateVersion != 2 { _ = await news.next() }
    feed.stop()
    // A stream ends with the feed.
    while await news.next() != nil {}
  }

  @Test func `a coordinator that is away is said to be, with what was known, and is looked for again`() async
  {
    let feed = feed()
    var news = feed.news().makeAsyncIterator()
    _ = await news.next()
    let failure = AnswerFailure(.unreachable, "nobody answers")
    script.failure.change { $0 = failure }
    script.versions.change { $0 = 2 }
    while await feed.reading().failure == nil { _ = await news.next() }
    let away = await feed.reading()
    #expect(away.failure == failure && away.status?.stateVersion == 1)
    script.failure.change { $0 = nil }
    while await feed.reading().failure != nil { _ = await news.next() }
    #expect(await feed.reading().status?.stateVersion == 2)
    // Its address may be another one.
    #expect(script.connections.value >= 2)
    feed.stop()
  }
}

/// What the sources of a feed say.
private final class Script: Sendable {
  let versions = Watched<UInt64>(1)
  let failure = Watched<AnswerFailure?>(nil)
  let connections = Watched(0)
}

/// A coordinator that answers when its version is another one, as real ones do, and knows no sweep.
private final class ScriptedSource: AnswerSource {
  private let script: Script
  init(_ script: Script) { self.script = script }

  func answer<D: Document>(_ question: WireQuery.OneOf_Question, within seconds: Double?) throws -> D {
    guard case .status(let query) = question else { throw AnswerFailure(.mistaken, "only the status") }
    _ = script.versions.wait(within: 2) { $0 != query.unlessVersion }
    if let failure = script.failure.value { throw failure }
    let document = StatusDocument(
      sweeps: [], workers: 0, slots: 0, stateVersion: script.versions.value, duplicateResults: 0,
      lateResults: 0)
    guard let document = document as? D else { throw AnswerFailure(.failed, "another document") }
    return document
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
