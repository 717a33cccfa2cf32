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
      var saved = WireSavedCheckpoint()
      saved.task = Data([1])
      saved.checkpoint.step = Int64(step)
      saved.checkpoint.content = Data(count: ReportLedger.byteLimit)
      ledger.add(saved, now: 1)
    }
    let reports = ledger.takeSendable(epoch: 1)
    #expect(reports.flatMap(\.checkpoints).map(\.checkpoint.step) == [5])
  }
}
