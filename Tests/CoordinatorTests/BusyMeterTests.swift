import Testing

@testable import Coordinator

@Suite struct BusyMeterTests {
  /// Looks every tenth of a second for two seconds.
  private func meter(_ processors: Double, answers: Double) -> BusyMeter {
    var meter = BusyMeter()
    for tick in 0..<20 {
      meter.look(now: 50 + Double(tick) / 10, used: 7 + Double(tick) / 10 * processors)
      meter.answered(seconds: answers / 10)
    }
    return meter
  }

  @Test func `it is busy with everything but answers`() {
    #expect(!meter(0.1, answers: 0).isBusy)
    #expect(meter(0.5, answers: 0).isBusy)
    #expect(!meter(1.1, answers: 1).isBusy)
    #expect(meter(1.4, answers: 1).isBusy)
  }

  @Test func `what has begun or ended shows within two windows`() {
    var meter = BusyMeter()
    var used = 0.0
    var seen: [Bool] = []
    for tick in 1...30 {
      // Work for the second second of three.
      used += (11...20).contains(tick) ? 0.09 : 0.001
      meter.look(now: Double(tick) / 10, used: used)
      seen.append(meter.isBusy)
    }
    #expect(seen[0..<10].allSatisfy { !$0 } && seen[13..<20].allSatisfy { $0 })
    #expect(seen[24...].allSatisfy { !$0 })
  }
}
