import Spec
import SweepModel
import Testing

@testable import Analysis

/// Parameters that are on no axis of a curve.
struct LeftOutAxisTests {
  /// y = 10 * other + replicate, for each value of `other`.
  private func tasks(others: [Int], replicates: Int, x: [Double] = [1]) -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    for other in others {
      tasks += Fixtures.grid(
        x: x, replicates: replicates, more: ["other": .integer(other)], from: tasks.count
      ) { _, replicate in Double(10 * other + replicate) }
    }
    return tasks
  }

  private func point(
    _ tasks: [TaskRecord], _ statistic: CurveDefinition.Statistic = .mean
  ) throws -> CurvePoint {
    let curve = CurveBuilder.build(definition: Fixtures.definition(statistic: statistic), tasks: tasks)
    return try #require(curve.panels.first?.series.first?.points.first)
  }

  @Test func `one replicate has no interval, however many values it averages`() throws {
    let point = try point(tasks(others: [1, 2, 3], replicates: 1))
    #expect(point.value == 20 && point.n == 1 && point.census.used == 3)
    #expect(point.lower == nil && point.upper == nil && point.standardError == nil)
  }

  @Test func `the interval is over the replicates' means`() throws {
    // Means 20, 21, 22: standard error 1 / sqrt 3; t(0.975, 2) = 4.302652729749462 (scipy.stats.t.ppf).
    let point = try point(tasks(others: [1, 2, 3], replicates: 3))
    #expect(point.value == 21 && point.n == 3 && point.census.used == 9)
    let margin = 4.302652729749462 / 3.0.squareRoot()
    #expect(abs(try #require(point.upper) - 21 - margin) < 1e-9)
    #expect(abs(21 - (try #require(point.lower)) - margin) < 1e-9)
  }

  @Test func `the median is of the replicates' means, an extreme of everything`() throws {
    let tasks = tasks(others: [1, 2], replicates: 3)
    #expect(try point(tasks, .median).value == 16)
    #expect(try point(tasks, .minimum).value == 10)
    #expect(try point(tasks, .maximum).value == 22)
  }

  @Test func `shares of several values are no zeros and ones any more`() throws {
    var tasks: [TaskRecord] = []
    for other in [0, 1] {
      tasks += Fixtures.grid(
        x: [1], replicates: 3, more: ["other": .integer(other)], from: tasks.count
      ) { _, _ in Double(other) }
    }
    let curve = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks, ranges: ["y": 0...1])
    #expect(curve.interval == .t(level: 0.95))
    #expect(curve.panels.first?.series.first?.points.first?.n == 3)
  }

  @Test func `steps and ways through a plane count replicates too`() throws {
    let tasks = tasks(others: [1, 2], replicates: 1)
    func stream(_ value: (TaskRecord) -> Double) -> [MetricStream] {
      tasks.map { MetricStream(task: $0.id, samples: [.init(step: 1, value: value($0))]) }
    }
    let streams = ["y": stream { $0.metrics["y"] ?? 0 }, "z": stream { _ in 1 }]
    var steps = Fixtures.definition()
    steps.line.x = "step"
    let line = CurveBuilder.build(definition: steps, tasks: tasks, streams: streams)
    let step = try #require(line.panels.first?.series.first?.points.first)
    #expect(step.n == 1 && step.value == 15 && step.lower == nil)
    let way = CurveDefinition(name: "way", kind: .trajectory(Trajectory(x: "z", y: "y")))
    let path = CurveBuilder.build(definition: way, tasks: tasks, streams: streams)
    let place = try #require(path.panels.first?.series.first?.points.first)
    #expect(place.n == 1 && place.value == 15 && place.lower == nil && place.xLower == nil)
  }
}
