import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

/// Intervals against values of SciPy 1.17, and against where metrics lie by definition.
struct BoundedIntervalTests {
  private static let values = [0.1, 0.2, 0.9, 0.05]

  private func point(
    _ interval: CurveDefinition.Interval, range: ClosedRange<Double>? = nil, values: [Double] = values
  ) throws -> CurvePoint {
    let tasks = Fixtures.grid(x: [1], replicates: values.count) { _, replicate in values[replicate] }
    let curve = CurveBuilder.build(
      definition: Fixtures.definition(interval: interval), tasks: tasks,
      ranges: range.map { ["y": $0] } ?? [:])
    return try #require(curve.panels.first?.series.first?.points.first)
  }

  @Test func `Student's interval is SciPy's`() throws {
    // stats.t.interval(0.95, 3, loc=mean, scale=stats.sem([0.1, 0.2, 0.9, 0.05])).
    let point = try point(.t(level: 0.95))
    #expect(abs(try #require(point.lower) - -0.3185793163) < 1e-8)
    #expect(abs(try #require(point.upper) - 0.9435793163) < 1e-8)
  }

  @Test func `a bootstrap's ends are percentiles of the means of all resamples`() throws {
    // All 4^4 resamples: numpy.quantile(means, [0.1, 0.9]) = 0.1, 0.525, as their neighbours are. 2000 come near.
    let point = try point(.bootstrap(level: 0.8))
    #expect(abs(try #require(point.lower) - 0.1) < 0.013)
    #expect(abs(try #require(point.upper) - 0.525) < 0.013)
  }

  @Test(arguments: [CurveDefinition.Interval.t(level: 0.95), .standardError, .bootstrap(level: 0.99)])
  func `a loss's interval never goes below zero`(interval: CurveDefinition.Interval) throws {
    let free = try point(interval, values: [0, 0, 0, 1])
    let bounded = try point(interval, range: 0...(.infinity), values: [0, 0, 0, 1])
    #expect(try #require(bounded.lower) >= 0)
    #expect(bounded.upper == free.upper && bounded.value == free.value)
    let above = try point(interval, range: 0...1, values: [1, 1, 1, 0])
    #expect(try #require(above.upper) <= 1)
  }

  @Test func `both axes of a trajectory end their intervals`() throws {
    let tasks = Fixtures.grid(x: [1], replicates: 3) { _, _ in nil }
    let streams = tasks.map {
      MetricStream(task: $0.id, samples: [.init(step: 0, value: $0.replicate == 0 ? 1 : 0)])
    }
    let definition = CurveDefinition(name: "way", kind: .trajectory(Trajectory(x: "a", y: "b")))
    let curve = CurveBuilder.build(
      definition: definition, tasks: tasks, streams: ["a": streams, "b": streams],
      ranges: ["a": 0...1, "b": 0...(.infinity)])
    let point = try #require(curve.panels.first?.series.first?.points.first)
    #expect(point.xLower == 0 && point.xUpper == 1 && point.lower == 0 && (point.upper ?? 0) > 1)
  }

  @Test func `values near the largest number have an interval where its ends are numbers`() throws {
    let small = try point(.t(level: 0.95), values: [1, -1, 1, 0])
    let large = try point(.t(level: 0.95), values: [1e308, -1e308, 1e308, 0])
    let lower = try #require(small.lower)
    #expect(large.lower.map { abs($0 / lower / 1e308 - 1) < 1e-12 } == true, "\(large)")
    #expect(large.upper?.isFinite == true)
    let beyond = try point(.t(level: 0.95), values: [1.7e308, -1.7e308, 1.7e308, 0])
    #expect(beyond.value?.isFinite == true && beyond.lower == nil && beyond.upper == nil)
    #expect(beyond.standardError?.isFinite == true)
  }

  @Test func `the crossing of a share is where its band holds the level`() throws {
    // 0 of 20, 10 of 20, 20 of 20. Wilson at 95 % (statsmodels proportion_confint): 0 to 0.161125, 0.299298 to
    // 0.700702, 0.838875 to 1. The upper end reaches 0.5 at (0.5 - 0.161125) / 0.539577 = 0.628038 of the first
    // step, the lower one at (0.5 - 0.299298) / 0.539577 = 0.371962 of the second.
    let tasks = Fixtures.grid(x: [0, 1, 2], replicates: 20) { x, replicate in
      Double(replicate) < 10 * x ? 1 : 0
    }
    let curve = CurveBuilder.build(
      definition: Fixtures.definition(crossing: 0.5), tasks: tasks, ranges: ["y": 0...1])
    let crossing = try #require(curve.panels.first?.series.first?.crossing)
    #expect(crossing.method == .band && crossing.x == 1)
    #expect(abs(try #require(crossing.lower) - 0.628038) < 1e-5)
    #expect(abs(try #require(crossing.upper) - 1.371962) < 1e-5)
    // Where all agree on both sides, resampling would tell a crossing without any width.
    let sure = CurveBuilder.build(
      definition: Fixtures.definition(crossing: 0.5), tasks: tasks.filter { $0.parameters["x"] != .real(1) },
      ranges: ["y": 0...1])
    let wide = try #require(sure.panels.first?.series.first?.crossing)
    #expect((wide.upper ?? 0) - (wide.lower ?? 0) > 0.3)
  }
}
