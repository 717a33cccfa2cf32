import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

/// The planner against curves whose crossing is known.
@Suite struct RefinementPlannerTests {
  @Test func boundsEveryStepWithinOneStepOfTheAxis() {
    for place in 1..<50 {
      let edge = (RefinedSeries.fifty[place - 1] + RefinedSeries.fifty[place]) / 2
      var series = RefinedSeries(tolerance: .absolute(0.01), replicates: 1...1) { x, _ in x < edge ? 0.1 : 0.9
      }
      let result = series.run()
      #expect(series.broken == [])
      #expect(result.ending == .tolerance)
      #expect(result.interval == RefinedSeries.fifty[place - 1]...RefinedSeries.fifty[place])
      // Five to start with, then a gap of 13 halved four times.
      #expect(series.tasks <= 9, "a grid takes 50")
      #expect(result.tasks == series.tasks && result.points == series.tasks)
    }
  }

  @Test func aRelativeToleranceIsAsNarrowAsTheCrossingIsSmall() {
    // 24 values in each of two decades, each 10 % above the one before.
    let xs = (0...48).map { pow(10, Double($0) / 24) }
    for place in 1..<xs.count {
      let edge = (xs[place - 1] * xs[place]).squareRoot()
      for tolerance in [0.05, 0.25] {
        var series = RefinedSeries(tolerance: .relative(tolerance), replicates: 1...1, xs: xs) { x, _ in
          x < edge ? 0 : 1
        }
        let result = series.run()
        #expect(series.broken == [])
        #expect(result.ending == .tolerance)
        let interval = result.interval ?? 0...0
        #expect(interval.contains(edge))
        #expect(interval.upperBound / interval.lowerBound <= (1 + tolerance) / (1 - tolerance) + 1e-9)
        #expect(tolerance < 0.1 || series.tasks < 9, "a wide interval does not need the last steps")
      }
    }
  }

  @Test func interpolatesASmoothCurveRisingOrFalling() throws {
    for center in stride(from: 0.06, through: 0.94, by: 0.011) {
      for direction in [1.0, -1.0] {
        var series = RefinedSeries(tolerance: .absolute(0.03), replicates: 2...20) { x, _ in
          logistic(direction * x, at: direction * center, width: 0.05)
        }
        let result = series.run()
        #expect(series.broken == [])
        #expect(result.ending == .tolerance)
        guard case .between(let lower, let upper, let estimate, let rising, let count) = result.outcome else {
          Issue.record("no crossing near \(center)")
          continue
        }
        #expect(lower <= center && center <= upper && upper - lower <= 0.06 + 1e-9)
        #expect(abs(estimate - center) < 0.01)
        #expect(rising == (direction > 0) && count == 1)
        #expect(series.tasks <= 18, "a grid takes 100")
      }
    }
  }

  /// Independent noise, noise that all points of a replicate share, and shares of 0 or 1.
  @Test(arguments: ["independent", "shared", "binary"])
  func coversTheCrossingOfANoisyCurve(_ kind: String) {
    let seeds = 300
    var covered = 0
    var reached = 0
    var tasks = 0
    var gridTasks = 0
    for seed in 0..<seeds {
      let center = 0.1 + 0.8 * uniform(seed, -1, 0)
      var series = RefinedSeries(tolerance: .absolute(0.05), replicates: 4...128) { x, replicate in
        let mean = logistic(x, at: center, width: 0.04)
        switch kind {
        case "independent": return mean + 0.15 * noise(seed, x, replicate)
        case "shared": return mean + 0.1 * noise(seed, 0, replicate) + 0.1 * noise(seed, x, replicate)
        default: return uniform(seed, x, replicate) < mean ? 1 : 0
        }
      }
      let result = series.run()
      #expect(series.broken == [])
      if result.interval?.contains(center) == true { covered += 1 }
      if result.ending == .tolerance { reached += 1 }
      tasks += series.tasks
      // A grid gives every value of the axis what the most difficult point here needed.
      gridTasks += 50 * (series.points.values.map(\.planned).max() ?? 0)
    }
    #expect(Double(covered) >= 0.95 * Double(seeds))
    #expect(Double(reached) >= 0.9 * Double(seeds))
    #expect(3 * tasks <= gridTasks)
    #expect(tasks <= seeds * 50 * 4, "not more than the grid with the fewest replicates")
  }

  @Test func saysWhenThereIsNoCrossing() {
    var below = RefinedSeries(tolerance: .absolute(0.02), replicates: 3...30) { x, replicate in
      0.2 + 0.05 * noise(1, x, replicate)
    }
    let low = below.run()
    #expect(low.outcome == .below(undecided: 0) && low.ending == .nothing && low.tasks == 15)
    var above = RefinedSeries(tolerance: .absolute(0.02), replicates: 1...1) { _, _ in 0.5 }
    let high = above.run()
    #expect(high.outcome == .above(undecided: 0) && high.ending == .nothing && high.tasks == 5)
    #expect(high.interval == nil && high.estimate == nil)
    #expect(above.broken == [] && below.broken == [])
  }

  @Test func endsWhereAPlateauLiesOnTheLevel() {
    var series = RefinedSeries(tolerance: .absolute(0.02), replicates: 3...24) { x, replicate in
      (x < 0.3 ? 0.1 : x < 0.8 ? 0.5 : 0.9) + 0.1 * noise(7, x, replicate)
    }
    let result = series.run()
    #expect(result.ending == .replicates)
    #expect(series.broken == [])
    #expect(result.interval.map { $0.lowerBound < 0.31 && $0.upperBound > 0.79 } == true)
    var flat = RefinedSeries(tolerance: .absolute(0.02), replicates: 3...24) { x, replicate in
      0.5 + 0.1 * noise(8, x, replicate)
    }
    #expect(flat.run().ending == .nothing)
    #expect(flat.tasks <= 5 * 24)
  }

  @Test func takesTheFirstOfSeveralCrossings() {
    var series = RefinedSeries(tolerance: .absolute(0.02), replicates: 4...64) { x, replicate in
      exp(-pow((x - 0.5) / 0.2, 2)) + 0.02 * noise(3, x, replicate)
    }
    let result = series.run()
    // exp(-d^2) = 1/2 at d = 0.8326.
    let first = 0.5 - 0.2 * log(2).squareRoot()
    guard case .between(let lower, let upper, _, true, 2) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(lower < first && first < upper && result.ending == .tolerance)
    #expect(series.broken == [])
  }

  @Test func keepsToItsLimits() {
    var few = RefinedSeries(tolerance: .absolute(0.01), replicates: 1...1, points: 6) { x, _ in
      x < 0.37 ? 0 : 1
    }
    let result = few.run()
    #expect(result.ending == .points && result.points == 6 && few.broken == [])
    #expect(result.interval?.contains(0.37) == true)
    // Tolerance 0.01 needs both neighbours of a step: the axis has no value closer than 0.3 there.
    var coarse = RefinedSeries(
      tolerance: .absolute(0.01), replicates: 1...1, xs: [0, 0.01, 0.3, 0.6, 0.61, 0.9, 1]
    ) { x, _ in x < 0.4 ? 0 : 1 }
    let end = coarse.run()
    #expect(end.ending == .axis && end.interval == 0.3...0.6 && coarse.broken == [])
  }

  @Test func saysWhyEachPointWasAdded() {
    var series = RefinedSeries(tolerance: .absolute(0.05), replicates: 4...64) { x, replicate in
      logistic(x, at: 0.6, width: 0.05) + 0.1 * noise(2, x, replicate)
    }
    _ = series.run()
    #expect(series.reasons.prefix(5).allSatisfy { $0 == "It is one of the first 5 points along x." })
    #expect(series.reasons.contains { $0.hasPrefix("y crosses 0.5 between x ") })
    #expect(series.reasons.dropFirst(5).allSatisfy { $0.contains("0.5") && $0.hasSuffix(".") })
  }
}
