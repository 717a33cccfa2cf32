import Messages
import Testing

@testable import Coordinator

@Suite struct CommitMeterTests {
  @Test func `buckets hold those below them, and the count all`() {
    var meter = CommitMeter()
    for seconds in [0.0001, 0.0005, 0.003, 0.2, 100] { meter.committed(seconds: seconds) }
    let durations = meter.durations
    #expect(durations.count == 5 && abs(durations.seconds - 100.2036) < 1e-9)
    func below(_ seconds: Double) -> Int? { durations.buckets.first { $0.seconds == seconds }?.count }
    #expect(
      below(0.0005) == 2 && below(0.0025) == 2 && below(0.005) == 3 && below(0.25) == 4 && below(10) == 4)
  }
}
