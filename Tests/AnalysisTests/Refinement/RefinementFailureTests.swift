import Spec
import SweepModel
import Testing

@testable import Analysis

/// Failed tasks, and data that follow no curve.
@Suite struct RefinementFailureTests {
  @Test func findsTheCrossingAlthoughTasksFail() {
    var covered = 0
    for seed in 0..<100 {
      var series = RefinedSeries(tolerance: .absolute(0.05), replicates: 4...64) { x, replicate in
        uniform(seed, x, replicate) < 0.2
          ? nil : logistic(x, at: 0.55, width: 0.05) + 0.1 * noise(seed, x, replicate)
      }
      let result = series.run()
      #expect(series.broken == [])
      if result.interval?.contains(0.55) == true { covered += 1 }
    }
    #expect(covered >= 95)
  }

  @Test func goesAroundPointsThatAlwaysFail() {
    // The middle of the first gap in which the step lies, and its neighbours, never give a value.
    var series = RefinedSeries(tolerance: .absolute(0.02), replicates: 2...8) { x, _ in
      x > 0.59 && x < 0.67 ? nil : x < 0.7 ? 0 : 1
    }
    let result = series.run()
    #expect(series.broken == [])
    #expect(result.interval?.contains(0.7) == true && result.ending == .tolerance)
  }

  @Test func looksInwardsWhereTheEndsFail() {
    var series = RefinedSeries(tolerance: .absolute(0.02), replicates: 1...1) { x, _ in
      x < 0.1 || x > 0.9 ? nil : x < 0.16 ? 0 : 1
    }
    let result = series.run()
    #expect(series.broken == [])
    #expect(result.interval?.contains(0.16) == true && result.ending == .tolerance)
  }

  @Test func endsWhereEverythingFails() {
    var series = RefinedSeries(tolerance: .absolute(0.02), replicates: 3...30) { _, _ in nil }
    let result = series.run()
    #expect(result.outcome == .noData && result.ending == .nothing && series.tasks == 15)
  }

  /// Anything at all: the planner stays within its limits and comes to an end.
  @Test func endsOnDataThatFollowNoCurve() {
    for seed in 0..<400 {
      let limit = 3 + Int(20 * uniform(seed, -1, 0))
      let most = seed % 4 == 0 ? 1 : 2 + Int(30 * uniform(seed, -2, 0))
      let least = most == 1 ? 1 : 2 + Int(Double(most - 2) * uniform(seed, -3, 0))
      let count = 3 + Int(60 * uniform(seed, -4, 0))
      var series = RefinedSeries(
        tolerance: .absolute(0.004 + uniform(seed, -5, 0) * 0.1), replicates: least...most,
        points: seed % 3 == 0 ? nil : limit, xs: (0..<count).map { Double($0) / Double(count) }
      ) { x, replicate in
        switch Int(8 * uniform(seed, x, replicate)) {
        case 0: nil
        case 1: 0
        case 2: 1
        case 3: 0.5
        case 4: 1e300 * noise(seed, x, replicate)
        default: uniform(seed + 1, x, seed % 2 == 0 ? 0 : replicate)
        }
      }
      let result = series.run()
      #expect(series.broken == [], "seed \(seed)")
      #expect(result.ending != nil, "seed \(seed)")
      #expect(series.tasks <= count * most)
    }
  }

  @Test func theOrderOfMeasurementsChangesNothing() {
    let planner = RefinementPlanner(
      rule: Refinement(metric: "y", level: 0.5, along: "x", tolerance: .absolute(0.01), replicates: 40),
      replicates: 4, xs: RefinedSeries.fifty)
    let points = [0, 12, 25, 37, 49].map { position in
      RefinementPoint(
        position: position, planned: 4,
        values: (0..<4).map { Double(position) / 49 + 0.3 * noise(5, Double(position), $0) })
    }
    let forward = planner.plan(points)
    let backward = planner.plan(points.reversed())
    #expect(forward.additions == backward.additions && forward.result == backward.result)
    #expect(!forward.additions.isEmpty)
  }
}
