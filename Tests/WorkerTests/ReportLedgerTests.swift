import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Worker

/// Batches, windows, acknowledgements, and bounds.
struct ReportLedgerTests {
  private func result(_ index: Int, seconds: Double = 0.1) -> WireFinished {
    guard
      case .finished(let finished)? = TaskSamples.finished(
        TaskSamples.assignment(index: index), seconds: seconds
      ).message
    else { return WireFinished() }
    return finished
  }

  @Test func `the first result leaves at once, those right behind it together`() {
    var ledger = ReportLedger()
    ledger.add(result(0), now: 1)
    #expect(ledger.takeSendable(epoch: 1).count == 1)
    for index in 1...10 { ledger.add(result(index), now: 1.0005) }
    #expect(ledger.takeSendable(epoch: 1).isEmpty)
    ledger.seal(now: 1.0021)
    #expect(ledger.takeSendable(epoch: 1).map(\.finished.count) == [10])
  }

  @Test func `a full batch leaves, and no more than the window are under way`() {
    var ledger = ReportLedger()
    let many = ReportLedger.batchLimit * (ReportLedger.window + 4)
    let one = result(0)
    for _ in 0...many { ledger.add(one, now: 1) }
    #expect(ledger.takeSendable(epoch: 1).count == ReportLedger.window)
    #expect(ledger.takeSendable(epoch: 1).isEmpty)
    #expect(ledger.acknowledge([1, 2, 2, 99]).count == 1 + ReportLedger.batchLimit)
    #expect(ledger.takeSendable(epoch: 1).count == 2)
  }

  @Test func `metrics beyond the bound are dropped and counted`() {
    var ledger = ReportLedger()
    var rows = WireMetricRows()
    rows.steps = Array(0..<100_000)
    rows.values = Array(repeating: 1, count: 100_000)
    for _ in 0..<100 { ledger.add(rows, now: 1) }
    #expect(ledger.droppedValues > 0)
    let dropped = ledger.droppedValues
    ledger.seal(now: 2, force: true)
    _ = ledger.acknowledge(ledger.takeSendable(epoch: 1).map(\.sequence))
    ledger.add(rows, now: 3)
    #expect(ledger.droppedValues == dropped)
  }

  @Test func `a newer checkpoint replaces one that was never sent`() {
    var ledger = ReportLedger()
    ledger.add(result(9), now: 1)
    for step in 1...5 {
      add(checkpoint: 2 * CheckpointPieces.pieceLimit, step: step, to: &ledger)
    }
    let reports = ledger.takeSendable(epoch: 1)
    #expect(reports.flatMap(\.checkpoints).map(\.step) == [5, 5])
    #expect(reports.flatMap(\.checkpoints).map(\.offset) == [0, UInt64(CheckpointPieces.pieceLimit)])
  }

  @Test func `a large checkpoint leaves little by little, and what comes behind it waits for its turn`() {
    var ledger = ReportLedger()
    let pieces = 3 * ReportLedger.windowBytes / CheckpointPieces.pieceLimit
    add(checkpoint: 3 * ReportLedger.windowBytes, step: 1, to: &ledger)
    ledger.add(result(9), now: 1)
    ledger.seal(now: 2)
    var offsets: [UInt64] = []
    var turns = 0
    while !ledger.isEmpty {
      let reports = ledger.takeSendable(epoch: 1)
      let parts = reports.flatMap(\.checkpoints)
      #expect(parts.reduce(0) { $0 + $1.content.count } <= ReportLedger.windowBytes)
      #expect(reports.flatMap(\.finished).isEmpty || offsets.count + parts.count == pieces)
      offsets += parts.map(\.offset)
      _ = ledger.acknowledge(reports.map(\.sequence))
      turns += 1
      if reports.isEmpty { break }
    }
    #expect(offsets == (0..<pieces).map { UInt64($0 * CheckpointPieces.pieceLimit) })
    #expect(turns >= 3)
  }

  @Test func `large files travel in pieces before their result, which names them`() throws {
    var ledger = ReportLedger()
    var finished = result(3)
    let small = Data(repeating: 1, count: 1000)
    let large = Data((0..<(2 * CheckpointPieces.pieceLimit + 7)).map { UInt8(truncatingIfNeeded: $0 / 5) })
    finished.artifacts = [
      WireArtifact.with {
        $0.name = "small"
        $0.content = small
      },
      WireArtifact.with {
        $0.name = "large"
        $0.content = large
      },
    ]
    ledger.add(finished, now: 1)
    let reports = ledger.takeSendable(epoch: 4)
    #expect(reports.map(\.epoch) == [4, 4, 4, 4] && reports.map(\.sequence) == [0, 0, 0, 1])
    let parts = reports.flatMap(\.artifacts)
    #expect(parts.map(\.content).reduce(Data(), +) == large)
    #expect(parts.allSatisfy { $0.task == finished.task && $0.name == "large" && $0.size == large.count })
    let sent = try #require(reports.last?.finished.first)
    #expect(sent.artifacts[0].content == small && sent.artifacts[0].digest.isEmpty)
    #expect(sent.artifacts[1].content.isEmpty && sent.artifacts[1].size == large.count)
    #expect(sent.artifacts[1].digest == Data(Digest(of: large).bytes))
    #expect(ledger.results(except: []) == [KeptResult(finished)], "what is kept on disk is whole")
    ledger.resendAll()
    #expect(ledger.takeSendable(epoch: 5).count == 4, "a new connection gets all of it again")
    #expect(ledger.acknowledge([0]).isEmpty && ledger.acknowledge([1]) == [finished])
  }

  @Test func `a burst of values is cut, and a result that fits no message fails in words`() {
    var ledger = ReportLedger()
    var rows = WireMetricRows()
    rows.steps = Array(0..<100_000)
    rows.values = rows.steps.map(Double.init)
    ledger.add(rows, now: 1)
    ledger.seal(now: 2, force: true)
    let sent = ledger.takeSendable(epoch: 1).flatMap(\.metrics)
    #expect(sent.allSatisfy { $0.steps.count <= ReportLedger.rowLimit })
    #expect(sent.flatMap(\.steps) == rows.steps && sent.flatMap(\.values) == rows.values)

    var finished = result(1)
    finished.metrics = (0..<100_000).map { number in
      WireMetricValue.with { $0.name = "a-metric-of-many-\(number)" }
    }
    ledger.add(finished, now: 3)
    ledger.seal(now: 4, force: true)
    let ended = ledger.takeSendable(epoch: 1).flatMap(\.ended)
    #expect(ended.map(\.outcome) == [.failed] && ended[0].reason.contains("100000 final metrics"))
    #expect(ledger.results(except: []).isEmpty)
  }

  private func add(checkpoint bytes: Int, step: Int, to ledger: inout ReportLedger) {
    let content = [UInt8](repeating: UInt8(step), count: bytes)
    for part in CheckpointPieces.split(content, step: Int64(step), task: Data([1]), attempt: 1) {
      ledger.add(part, now: 1)
    }
  }
}
