import Spec
import SweepModel
import Testing

@testable import Analysis

struct CurveBuilderTests {
  @Test func `points carry the t interval of the mean`() throws {
    let tasks = Fixtures.grid(x: [1, 2], replicates: 4) { x, replicate in x * 10 + Double(replicate) }
    let curve = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks)
    let points = try #require(curve.panels.first?.series.first?.points)
    #expect(points.map(\.x) == [1, 2])
    #expect(points.map(\.value) == [11.5, 21.5])
    #expect(points.map(\.n) == [4, 4])
    // 3.18245 is the 97.5% point of t with 3 degrees of freedom; the variance of 0, 1, 2, 3 is 5/3.
    let margin = 3.182446305 * (5.0 / 3 / 4).squareRoot()
    #expect(abs((points[0].upper ?? 0) - 11.5 - margin) < 1e-8)
    #expect(abs(11.5 - (points[0].lower ?? 0) - margin) < 1e-8)
  }

  @Test func `a t interval ends where the metric's values do`() throws {
    let tasks = Fixtures.grid(x: [1, 2], replicates: 3) { x, replicate in
      x == 1 ? [1, 1, 0.7][replicate] : [0, 0.1, 0.1][replicate]
    }
    let free = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks)
    let curve = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks, ranges: ["y": 0...1])
    let whole = try #require(free.panels.first?.series.first?.points)
    let points = try #require(curve.panels.first?.series.first?.points)
    #expect(
      whole.map { ($0.upper ?? 0) > 1 } == [true, false]
        && whole.map { ($0.lower ?? 0) < 0 } == [false, true])
    #expect(points.map(\.upper) == [1, whole[1].upper])
    #expect(points.map(\.lower) == [whole[0].lower, 0])
    #expect(points.map(\.value) == whole.map(\.value))
    #expect(free.limits == nil && curve.limits == 0...1)
  }

  @Test func `the order of arrival changes no bit`() {
    var tasks: [TaskRecord] = []
    for sigma in [0.1, 0.3] {
      tasks += Fixtures.grid(
        x: [0.1, 0.2, 0.3], replicates: 7, more: ["sigma": .real(sigma)], from: tasks.count
      ) { x, replicate in x * 1.7 + Double(replicate) * 0.1 / 3 - sigma }
    }
    let definition = Fixtures.definition(
      series: "sigma", interval: .bootstrap(level: 0.9), crossing: 0.2, fit: .powerLaw)
    let curve = CurveBuilder.build(definition: definition, tasks: tasks)
    var stream = RandomStream(seed: 3, replicate: 0, name: "shuffle", task: nil)
    for _ in 0..<5 {
      let shuffled = tasks.shuffled(using: &stream)
      #expect(CurveBuilder.build(definition: definition, tasks: shuffled) == curve)
    }
  }

  @Test func `what is missing is counted by its cause`() throws {
    let at: Parameters = ["x": .real(1)]
    let tasks = [
      Fixtures.task(0, replicate: 0, at, y: 5), Fixtures.task(1, replicate: 1, at, y: .nan),
      Fixtures.task(2, replicate: 2, at, y: .infinity), Fixtures.task(3, replicate: 3, at, y: nil),
      Fixtures.task(4, replicate: 4, at, y: nil, status: .failed),
      Fixtures.task(5, replicate: 5, at, y: nil, status: .cancelled),
      Fixtures.task(6, replicate: 6, at, y: nil, status: .running),
      Fixtures.task(7, replicate: 7, at, y: nil, status: .pending),
      Fixtures.task(8, replicate: 8, at, y: nil, status: .excluded),
    ]
    let curve = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks)
    let point = try #require(curve.panels.first?.series.first?.points.first)
    #expect(point.n == 1)
    #expect(point.value == 5)
    #expect(point.lower == nil && point.upper == nil)
    #expect(point.census.planned == 8)
    #expect(point.census.missing == 7)
    #expect(point.census.excluded == 1)
    #expect(
      point.census.missingText
        == "7 missing: 1 failed, 1 cancelled, 2 not finished yet, 2 not a finite number, "
        + "1 without this metric")
  }

  @Test func `a point whose tasks are all missing has no value but is there`() throws {
    let tasks = Fixtures.grid(x: [1, 2], replicates: 2) { _, _ in nil }
    let definition = Fixtures.definition(crossing: 0.5, fit: .powerLaw)
    let curve = CurveBuilder.build(definition: definition, tasks: tasks)
    let line = try #require(curve.panels.first?.series.first)
    #expect(line.points.map(\.value) == [nil, nil])
    #expect(line.crossing?.outcome == .noData)
    #expect(line.fit == nil)
    #expect(curve.replicateRange == nil)
    #expect(CurveBuilder.build(definition: definition, tasks: []).panels.isEmpty)
  }

  @Test func `series and panels come sorted by their value`() {
    var tasks: [TaskRecord] = []
    for (sigma, panel) in [(10.0, "b"), (2, "b"), (2, "a"), (0.5, "a")] {
      tasks += Fixtures.grid(
        x: [1], replicates: 1, more: ["sigma": .real(sigma), "set": .text(panel)], from: tasks.count
      ) { _, _ in 1 }
    }
    let curve = CurveBuilder.build(
      definition: Fixtures.definition(series: "sigma", panel: "set"), tasks: tasks)
    #expect(curve.panels.map(\.key) == [.text("a"), .text("b")])
    #expect(curve.panels.map { $0.series.map { $0.key?.number } } == [[0.5, 2], [2, 10]])
  }

  @Test func `parameters that vary within a point are named`() {
    var tasks: [TaskRecord] = []
    for other in [1, 2] {
      tasks += Fixtures.grid(
        x: [1, 2], replicates: 2, more: ["other": .integer(other), "same": .integer(3)], from: tasks.count
      ) { x, _ in x }
    }
    let curve = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks)
    #expect(curve.pooledParameters == ["other"])
    let apart = CurveBuilder.build(definition: Fixtures.definition(series: "other"), tasks: tasks)
    #expect(apart.pooledParameters.isEmpty)
  }

  @Test func `words make an axis of their own`() {
    let tasks = ["relu", "gelu", "relu"].enumerated().map {
      Fixtures.task($0.offset, ["x": .text($0.element)], y: Double($0.offset))
    }
    let definition = Fixtures.definition(crossing: 0.5, fit: .powerLaw)
    let curve = CurveBuilder.build(definition: definition, tasks: tasks)
    #expect(curve.xCategories == ["gelu", "relu"])
    #expect(curve.panels.first?.series.first?.points.map(\.value) == [1, 1])
    #expect(curve.panels.first?.series.first?.crossing == nil)
    #expect(curve.xText(1) == "relu")
  }

  @Test func `tasks without the x parameter are counted, not lost silently`() {
    let tasks = [Fixtures.task(0, ["x": .real(1)], y: 1), Fixtures.task(1, ["z": .real(1)], y: 1)]
    let curve = CurveBuilder.build(definition: Fixtures.definition(), tasks: tasks)
    #expect(curve.tasksWithoutX == 1)
    #expect(curve.census.planned == 1)
  }

  @Test func `intervals that would be wrong are replaced or left out`() {
    let tasks = Fixtures.grid(x: [1], replicates: 5) { _, replicate in Double(replicate) }
    func interval(_ statistic: CurveDefinition.Statistic) -> CurveDefinition.Interval {
      CurveBuilder.build(definition: Fixtures.definition(statistic: statistic), tasks: tasks).interval
    }
    #expect(interval(.mean) == .t(level: 0.95))
    #expect(interval(.median) == .bootstrap(level: 0.95))
    #expect(interval(.maximum) == .none)
  }

  @Test func `an overlay without the panel parameter is drawn in every panel`() {
    var tasks: [TaskRecord] = []
    for panel in [1, 2] {
      tasks += Fixtures.grid(
        x: [1, 2], replicates: 1, more: ["panel": .integer(panel)], from: tasks.count
      ) { x, _ in x }
    }
    var definition = Fixtures.definition(panel: "panel")
    definition.line.overlay = CurveDefinition.Overlay(experiment: "theory", y: "y", parameters: [:])
    let everywhere = Fixtures.grid(x: [1, 2], replicates: 1) { x, _ in -x }
    let curve = CurveBuilder.build(definition: definition, tasks: tasks, overlay: everywhere)
    #expect(curve.panels.map { $0.overlay.first?.points.map(\.value) } == [[-1, -2], [-1, -2]])

    let one = Fixtures.grid(x: [1, 2], replicates: 1, more: ["panel": .real(2)]) { x, _ in -x }
    let stray = Fixtures.grid(x: [1], replicates: 1, more: ["panel": .real(9)]) { x, _ in -x }
    let matched = CurveBuilder.build(definition: definition, tasks: tasks, overlay: one + stray)
    #expect(matched.panels.map(\.overlay.count) == [0, 1])
    #expect(matched.overlayTasksDropped == 1)
  }

  @Test func `streams are aggregated by step, also while tasks run`() throws {
    var definition = Fixtures.definition()
    definition.line.x = "step"
    let tasks = [
      Fixtures.task(0, ["z": .real(1)], y: nil),
      Fixtures.task(1, replicate: 1, ["z": .real(1)], y: nil, status: .running),
      Fixtures.task(2, replicate: 2, ["z": .real(1)], y: nil, status: .failed),
    ]
    let streams = [
      MetricStream(task: tasks[0].id, samples: [.init(step: 10, value: 2), .init(step: 0, value: 4)]),
      MetricStream(
        task: tasks[1].id, samples: [.init(step: 0, value: 9), .init(step: 0, value: 6)]),
    ]
    let curve = CurveBuilder.build(definition: definition, tasks: tasks, streams: ["y": streams])
    let points = try #require(curve.panels.first?.series.first?.points)
    #expect(points.map(\.x) == [0, 10])
    #expect(points.map(\.value) == [5, 2])
    #expect(points.map(\.n) == [2, 1])
    #expect(points[1].census.unfinished == 1)
    #expect(points[1].census.failed == 1)
  }
}
