import Testing

@testable import Analysis

struct WilsonIntervalTests {
  /// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  @Test(arguments: [
    (81.0, 263.0, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
  ])
  func `published intervals are found`(case published: (Double, Double, Double, Double)) throws {
    let ends = try #require(
      WilsonInterval.interval(successes: published.0, trials: published.1, level: 0.95))
    #expect(abs(ends.lower - published.2) < 5e-5)
    #expect(abs(ends.upper - published.3) < 5e-5)
  }

  @Test func `shares and their complements mirror each other, and agreement has an exact end`() throws {
    for successes in 0...40 {
      let ends = try #require(
        WilsonInterval.interval(successes: Double(successes), trials: 40, level: 0.9))
      let mirror = try #require(
        WilsonInterval.interval(successes: Double(40 - successes), trials: 40, level: 0.9))
      #expect(abs(ends.lower - (1 - mirror.upper)) < 1e-12)
      #expect(ends.lower <= Double(successes) / 40 && ends.upper >= Double(successes) / 40)
    }
    #expect(WilsonInterval.interval(successes: 7, trials: 7, level: 0.95)?.upper == 1)
    #expect(WilsonInterval.interval(successes: 0, trials: 7, level: 0.95)?.lower == 0)
  }

  @Test func `what is no share has no interval`() {
    #expect(WilsonInterval.interval(successes: 0, trials: 0, level: 0.95) == nil)
    #expect(WilsonInterval.interval(successes: 3, trials: 2, level: 0.95) == nil)
    #expect(WilsonInterval.interval(successes: -1, trials: 2, level: 0.95) == nil)
    #expect(WilsonInterval.interval(successes: .nan, trials: 2, level: 0.95) == nil)
    #expect(WilsonInterval.interval(successes: 1, trials: 2, level: 1) == nil)
  }

  /// Abramowitz and Stegun, table 26.5, and the digits that every statistics package prints.
  @Test(arguments: [
    (0.975, 1.959963984540054), (0.95, 1.6448536269514722), (0.995, 2.5758293035489004), (0.5, 0),
    (0.025, -1.959963984540054), (1 - 1e-9, 5.997807015),
  ])
  func `normal quantiles are found`(probability: Double, quantile: Double) throws {
    #expect(abs(try #require(NormalQuantile.of(probability)) - quantile) < 1e-6)
    #expect(NormalQuantile.of(0) == nil && NormalQuantile.of(1) == nil && NormalQuantile.of(.nan) == nil)
  }
}
