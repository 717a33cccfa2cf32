import Scheduling
import Testing

@Suite struct WorkRatesTests {
  @Test func `a prediction follows the work, not the mean of what ran`() throws {
    let rates = WorkRates((1...20).map { (work: Double($0), seconds: 0.5 * Double($0)) })
    let prediction = try #require(rates.prediction(of: 10))
    #expect(abs(prediction.seconds - 5) < 1e-9 && prediction.reach == 1)
    #expect(prediction.low <= 5 && prediction.high >= 5)
    #expect(rates.count == 20)
  }

  @Test func `beyond what was measured the bounds widen, and it is said how far it is`() throws {
    let rates = WorkRates([(work: 1, seconds: 2), (work: 1, seconds: 2), (work: 2, seconds: 4)])
    let near = try #require(rates.prediction(of: 2))
    let far = try #require(rates.prediction(of: 2e6))
    #expect(far.seconds == 4e6 && far.reach == 1e6)
    #expect(far.high / far.seconds > 30 * near.high / near.seconds)
    #expect(try #require(rates.prediction(of: 0.001)).reach == 0.001)
  }

  @Test func `the nearest tasks count: small ones have fixed costs`() throws {
    let small = (0..<100).map { _ in (work: 1.0, seconds: 1.0) }
    let large = (0..<100).map { _ in (work: 1000.0, seconds: 100.0) }
    let rates = WorkRates(small + large)
    #expect(try #require(rates.prediction(of: 900)).seconds == 90)
    #expect(try #require(rates.prediction(of: 1.1)).seconds == 1.1)
  }

  @Test func `nothing is predicted from nothing`() {
    #expect(WorkRates([]).prediction(of: 1) == nil)
    #expect(WorkRates([(work: 0, seconds: 1), (work: .nan, seconds: 1), (work: 1, seconds: -1)]).count == 0)
    #expect(WorkRates([(work: 1, seconds: 1)]).prediction(of: 0) == nil)
  }

  @Test(arguments: [
    (0.0006, "less than a core-second"), (1, "1 core-second"), (40.2, "40 core-seconds"),
    (119, "119 core-seconds"), (2100, "35 core-minutes"), (7200, "2 core-hours"), (9000, "2.5 core-hours"),
    (312 * 3600, "312 core-hours"), (12_345 * 3600, "12,300 core-hours"), (1e300, "an unknown time"),
    (.infinity, "an unknown time"),
  ])
  func `core time is in units that people read`(seconds: Double, text: String) {
    #expect(CoreTime.format(seconds) == text)
  }
}
