import Foundation
import Testing

@testable import Transport
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

  @Test func `The first result leaves at once, those right behind it together`() {
    var ledger = ReportLedger()
    ledger.add(result(0), now: 1)
    #expect(ledger.takeSendable(epoch: 1).count == 1)
    for index in 1...10 { ledger.add(result(index), now: 1.0005) }
    #expect(ledger.takeSendable(epoch: 1).isEmpty)
    ledger.seal(now: 1.0021)
    #expect(ledger.takeSendable(epoch: 1).map(\.finished.count) == [10])
  }

  @Test func `A full batch leaves, and no more than the window are under way`() {
    var ledger = ReportLedger()
    let many = ReportLedger.batchLimit * (ReportLedger.window + 4)
    let one = result(0)
    for _ in 0...many { ledger.add(one, now: 1) }
    #expect(ledger.takeSendable(epoch: 1).count == ReportLedger.window)
    #expect(ledger.takeSendable(epoch: 1).isEmpty)
    #expect(ledger.acknowledge([1, 2, 2, 99]).count == 1 + ReportLedger.batchLimit)
    #expect(ledger.takeSendable(epoch: 1).count == 2)
  }

  @Test func `Metrics beyond the bound are dropped and counted`() {
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

  @Test func `A newer checkpoint replaces one that was never sent`() {
    var ledger = ReportLedger()
    ledger.add(result(9), now: 1)
    for step in 1...5 {
      add(checkpoint: 2 * ReportLedger.byteLimit, step: step, to: &ledger)
    }
    let reports = ledger.takeSendable(epoch: 1)
    #expect(reports.flatMap(\.checkpoints).map(\.step) == [5, 5])
    #expect(reports.flatMap(\.checkpoints).map(\.offset) == [0, UInt64(ReportLedger.byteLimit)])
  }

  @Test func `A large checkpoint leaves little by little, and what comes behind it waits for its turn`() {
    var ledger = ReportLedger()
    add(checkpoint: 3 * ReportLedger.windowBytes, step: 1, to: &ledger)
    ledger.add(result(9), now: 1)
    ledger.seal(now: 2)
    var offsets: [UInt64] = []
    var turns = 0
    while !ledger.isEmpty {
      let reports = ledger.takeSendable(epoch: 1)
      let parts = reports.flatMap(\.checkpoints)
      #expect(parts.reduce(0) { $0 + $1.content.count } <= ReportLedger.windowBytes)
      #expect(reports.flatMap(\.finished).isEmpty || offsets.count + parts.count == 24)
      offsets += parts.map(\.offset)
      _ = ledger.acknowledge(reports.map(\.sequence))
      turns += 1
      if reports.isEmpty { break }
    }
    #expect(offsets == (0..<24).map { UInt64($0 * ReportLedger.byteLimit) })
    #expect(turns >= 3)
  }

  private func add(checkpoint bytes: Int, step: Int, to ledger: inout ReportLedger) {
    let content = [UInt8](repeating: UInt8(step), count: bytes)
    for part in CheckpointPieces.split(content, step: Int64(step), task: Data([1]), attempt: 1) {
      ledger.add(part, now: 1)
    }
  }
}
