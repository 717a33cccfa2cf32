import Testing

@testable import percolate

struct TimeLeftTests {
  private func estimate(_ seconds: Double) -> TimeLeft {
    TimeLeft(seconds: seconds, low: seconds / 2, high: seconds * 2)
  }

  /// `#require` takes no mutating call.
  private func take(_ left: TimeLeft?) throws -> TimeLeft { try #require(left) }

  @Test func `a jump of the estimate is approached, and its interval has it at once`() throws {
    var smooth = SmoothedTimeLeft()
    var time = 0.0
    var shown = 0.0
    for second in 0...120 {
      time = Double(second)
      shown = try take(smooth.update(estimate(166 - time), now: time)).seconds
    }
    #expect(abs(shown - 46) < 5)
    // 46 seconds become 29 minutes.
    let next = try take(smooth.update(estimate(1740), now: time + 1))
    #expect(next.seconds < 2 * shown)
    #expect(next.low <= next.seconds && next.high >= 1740)
    var last = next
    for second in 2...120 {
      let now = try take(smooth.update(estimate(1740), now: time + Double(second)))
      #expect(now.seconds < last.seconds * 1.5)
      last = now
    }
    #expect(last.seconds > 1500)
  }

  @Test func `it runs down as time passes`() throws {
    var smooth = SmoothedTimeLeft()
    _ = smooth.update(estimate(100), now: 10)
    for second in 1...50 {
      let now = try take(smooth.update(estimate(100 - Double(second)), now: 10 + Double(second)))
      #expect(abs(now.seconds - (100 - Double(second))) < 1)
    }
  }

  @Test func `no estimate shows none, and what is no number is none`() {
    var smooth = SmoothedTimeLeft()
    let wrong = [
      nil, TimeLeft(seconds: .nan, low: 0, high: 1), TimeLeft(seconds: .infinity, low: 0, high: 1),
    ]
    for (second, estimate) in wrong.enumerated() {
      let shown = smooth.update(estimate, now: Double(second))
      #expect(shown == nil)
    }
    let first = smooth.update(estimate(5), now: 3)
    #expect(first == estimate(5))
    // A clock that stands still, and a process that was frozen for an hour.
    for now in [3.0, 3603] {
      let shown = smooth.update(estimate(0), now: now)
      #expect(shown?.seconds.isFinite == true)
    }
  }
}
