import Testing

@testable import Coordinator

struct ProgressMeterTests {
  @Test func `slow tasks are averaged over many ends, not over the few of a minute`() throws {
    var meter = ProgressMeter()
    // An end every 20 s, then three at once: a minute's window would see its rate double.
    var ended = 0
    var now = 0.0
    meter.note(ended: 0, now: now)
    while ended < 60 {
      now += 1
      if Int(now).isMultiple(of: 20) { ended += 1 }
      meter.note(ended: ended, now: now)
    }
    let before = try #require(meter.eta(remaining: 100))
    #expect(abs(before.seconds - 2000) < 100)
    meter.note(ended: ended + 3, now: now + 1)
    let after = try #require(meter.eta(remaining: 97))
    #expect(after.seconds > 0.8 * before.seconds)
    #expect(after.low < after.seconds && after.high > after.seconds)
  }

  @Test func `fast tasks are averaged over a minute`() throws {
    var meter = ProgressMeter()
    for second in 0...300 {
      meter.note(ended: second < 200 ? second * 10 : 2000 + (second - 200) * 50, now: Double(second))
    }
    #expect(abs(try #require(meter.rate) - 50) < 2)
  }

  @Test func `nothing is foretold of a few ends, and a pause begins anew`() {
    var meter = ProgressMeter()
    #expect(meter.rate == nil && meter.eta(remaining: 5) == nil)
    meter.note(ended: 0, now: 0)
    meter.note(ended: 2, now: 2)
    #expect(meter.rate == 1)
    #expect(meter.eta(remaining: 5) == nil)
    meter.note(ended: 4, now: 4)
    #expect(meter.eta(remaining: 5)?.seconds == 5)
    meter.restart()
    #expect(meter.rate == nil)
    meter.note(ended: 4, now: 4000)
    meter.note(ended: 8, now: 4004)
    #expect(meter.rate == 1)
  }
}
