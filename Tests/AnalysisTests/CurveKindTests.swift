import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

struct CurveKindTests {
  private func heatMap() -> CurveDefinition {
    CurveDefinition(name: "map", kind: .heatMap(HeatMap(x: "x", y: "row", z: ["y"])))
  }

  /// Two rows of two cells with ten tasks each; in the cell (2, 20) all fail.
  private func tasks(_ value: (_ x: Double, _ replicate: Int) -> Double) -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    for row in [10, 20] {
      for x in [1.0, 2] {
        for replicate in 0..<10 {
          tasks.append(
            Fixtures.task(
              tasks.count, replicate: replicate, ["x": .real(x), "row": .integer(row)],
              y: value(x, replicate), status: row == 20 && x == 2 ? .failed : .done))
        }
      }
    }
    return tasks
  }

  @Test func `a cell of zeros and ones holds their share with Wilson's interval and n`() throws {
    let tasks = tasks { x, replicate in x == 1 ? 0 : replicate < 3 ? 1 : 0 }
    let curve = CurveBuilder.build(definition: heatMap(), tasks: tasks.shuffled(), ranges: ["y": 0...1])
    #expect(curve.interval == .wilson(level: 0.95))
    let rows = try #require(curve.panels.first).series
    #expect(rows.map(\.key) == [.real(10), .real(20)])
    let cell = rows[0].points[1]
    #expect(cell.value == 0.3)
    #expect(cell.n == 10)
    // 3 of 10 at 95%: 0.1078 to 0.6032.
    #expect(abs(try #require(cell.lower) - 0.1078) < 5e-5)
    #expect(abs(try #require(cell.upper) - 0.6032) < 5e-5)
    #expect(rows[0].points[0].lower == 0)
    #expect(rows[1].points[1].value == nil)
    #expect(rows[1].points[1].census.failed == 10)
    #expect(curve.pooledParameters.isEmpty)
  }

  @Test func `other values have the declared interval`() {
    let tasks = tasks { x, replicate in x + Double(replicate) }
    #expect(CurveBuilder.build(definition: heatMap(), tasks: tasks).interval == .t(level: 0.95))
    var definition = heatMap()
    definition.interval = .bootstrap(level: 0.9)
    #expect(CurveBuilder.build(definition: definition, tasks: tasks).interval == .bootstrap(level: 0.9))
    definition.interval = .wilson(level: 0.9)
    #expect(CurveBuilder.build(definition: definition, tasks: tasks).interval == .t(level: 0.9))
    // What is 0 or 1 is a share where it lies in 0...1 by definition; a count that happens to be is none.
    let shares = self.tasks { _, replicate in Double(replicate % 2) }
    for plain in [Fixtures.definition(series: "row"), heatMap()] {
      #expect(CurveBuilder.build(definition: plain, tasks: shares).interval == .t(level: 0.95))
      let share = CurveBuilder.build(definition: plain, tasks: shares, ranges: ["y": 0...1])
      #expect(share.interval == .wilson(level: 0.95))
      let ratio = self.tasks { _, replicate in Double(replicate % 3) / 2 }
      let other = CurveBuilder.build(definition: plain, tasks: ratio, ranges: ["y": 0...1])
      #expect(other.interval == .t(level: 0.95))
    }
    let wilson = Fixtures.definition(series: "row", interval: .wilson(level: 0.95))
    #expect(CurveBuilder.build(definition: wilson, tasks: shares).interval == .wilson(level: 0.95))
  }

  private func trajectory() -> CurveDefinition {
    CurveDefinition(name: "path", kind: .trajectory(Trajectory(x: "a", y: "b", lines: "x")))
  }

  private func stream(_ task: TaskRecord, _ values: [Int: Double]) -> MetricStream {
    MetricStream(task: task.id, samples: values.map { .init(step: $0, value: $1) })
  }

  @Test func `a trajectory is the mean of the replicates that have both metrics at a step`() throws {
    let tasks = Fixtures.grid(x: [1], replicates: 3) { _, _ in nil }
    let streams = [
      "a": [
        stream(tasks[0], [0: 0, 5: 1, 10: 9]), stream(tasks[1], [0: 2, 5: 3]), stream(tasks[2], [5: 100]),
      ],
      "b": [
        stream(tasks[0], [0: 10, 5: 20]), stream(tasks[1], [0: 30, 5: 60]),
        stream(tasks[2], [5: .nan, 7: 1]),
      ],
    ]
    let curve = CurveBuilder.build(definition: trajectory(), tasks: tasks.shuffled(), streams: streams)
    let line = try #require(curve.panels.first?.series.first)
    #expect(line.key == .real(1))
    #expect(line.points.map(\.step) == [0, 5])
    #expect(line.points.map(\.x) == [1, 2])
    #expect(line.points.map(\.value) == [20, 40])
    #expect(line.points.map(\.n) == [2, 2])
    // Student's t with one degree of freedom: 1 plus or minus 12.706 times 1.
    #expect(abs(try #require(line.points[0].xUpper) - 13.706) < 1e-3)
    #expect(line.traces.map(\.replicate) == [0, 1])
    #expect(line.traces.first?.places.map(\.y) == [10, 20])
  }

  @Test(arguments: [1, 2, 20, 21])
  func `no more single replicates are kept than can be told apart`(count: Int) throws {
    let tasks = Fixtures.grid(x: [1], replicates: count) { _, _ in nil }
    let streams = tasks.map { stream($0, [0: 1, 1: 2]) }
    let curve = CurveBuilder.build(
      definition: trajectory(), tasks: tasks, streams: ["a": streams, "b": streams])
    let line = try #require(curve.panels.first?.series.first)
    #expect(line.traces.count == (count == 1 ? 0 : min(count, 20)))
    #expect(line.points.map(\.n) == [count, count])
  }

  @Test func `several metrics are lines with their names, and theory has the name of what it explains`()
    throws
  {
    let tasks = Fixtures.grid(x: [1], replicates: 2) { _, _ in nil }
    var definition = CurveDefinition(name: "losses", x: "step", y: "test")
    definition.line.metrics.append("train")
    definition.line.theory = ["theory-test", "theory-train"]
    func streams(_ value: Double) -> [MetricStream] { tasks.map { stream($0, [1: value, 2: value + 1]) } }
    let curve = CurveBuilder.build(
      definition: definition, tasks: tasks,
      streams: [
        "test": streams(1), "train": streams(2), "theory-test": streams(3), "theory-train": streams(4),
      ])
    let panel = try #require(curve.panels.first)
    #expect(panel.series.map(\.key) == [.text("test"), .text("train")])
    #expect(panel.series.map { $0.points.map(\.value) } == [[1, 2], [2, 3]])
    #expect(panel.overlay.map(\.key) == [.text("test"), .text("train")])
    #expect(panel.overlay.map { $0.points.map(\.value) } == [[3, 4], [4, 5]])
    #expect(curve.labels.lines == Label("metric"))
  }

  @Test func `a heat map over the step has the metrics for rows`() throws {
    let tasks = Fixtures.grid(x: [1], replicates: 2) { _, _ in nil }
    let definition = CurveDefinition(
      name: "corners", kind: .heatMap(HeatMap(x: "step", y: HeatMap.metricRows, z: ["b", "a"])))
    let curve = CurveBuilder.build(
      definition: definition, tasks: tasks,
      streams: [
        "b": tasks.map { stream($0, [1: 2, 8: 4]) }, "a": tasks.map { stream($0, [1: 3, 8: 5]) },
      ])
    let rows = try #require(curve.panels.first?.series)
    #expect(rows.map(\.key) == [.text("b"), .text("a")])
    #expect(rows.map { $0.points.map(\.x) } == [[1, 8], [1, 8]])
    #expect(rows.map { $0.points.map(\.value) } == [[2, 4], [3, 5]])
  }

  @Test func `a curve is made of the tasks that it selects, and of what an overlay knows of them`() throws {
    var definition = Fixtures.definition()
    definition.selection = ["x": [.integer(1), .real(3)]]
    let tasks = Fixtures.grid(x: [1, 2, 3], replicates: 2) { x, _ in x }
    let curve = CurveBuilder.build(definition: definition, tasks: tasks)
    #expect(curve.panels.first?.series.first?.points.map(\.x) == [1, 3])
    #expect(curve.census.planned == 4)
    #expect(curve.tasksWithoutX == 0)
  }

  @Test func `the theory of a series is drawn for each of its values`() throws {
    let tasks = Fixtures.grid(x: [1, 2], replicates: 1) { _, _ in nil }
    var definition = CurveDefinition(name: "losses", x: "step", y: "test", series: "x")
    definition.line.theory = ["theory"]
    let curve = CurveBuilder.build(
      definition: definition, tasks: tasks,
      streams: ["test": tasks.map { stream($0, [1: 1]) }, "theory": tasks.map { stream($0, [1: 2]) }])
    #expect(curve.panels.first?.overlay.map(\.key) == [.real(1), .real(2)])
  }

  @Test func `tables hold cells and steps`() throws {
    let map = CurveBuilder.build(
      definition: heatMap(), tasks: tasks { _, replicate in Double(replicate % 2) }, ranges: ["y": 0...1])
    let lines = CurveTable.csv([map]).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0].hasPrefix("curve,panel,series,line,x,n,planned,missing,value,lower,upper,"))
    #expect(lines[0].hasSuffix("standard-error"))
    #expect(lines[1].hasPrefix("map,,10,own,1,10,10,0,0.5,0.2365"))
    #expect(lines[4].hasPrefix("map,,20,own,2,0,10,10,,,"))

    let tasks = Fixtures.grid(x: [1], replicates: 1) { _, _ in nil }
    let path = CurveBuilder.build(
      definition: trajectory(), tasks: tasks,
      streams: ["a": [stream(tasks[0], [7: 0.5])], "b": [stream(tasks[0], [7: 2])]])
    let both = CurveTable.csv([map, path]).split(separator: "\n")
    #expect(both[0].hasSuffix(",standard-error,step,x-lower,x-upper"))
    #expect(both[5] == "path,,1,own,0.5,1,1,0,2,,,2,2,2,2,,7,,")
    let parsed = try JSONSerialization.jsonObject(with: Data(CurveTable.json([map, path]).utf8))
    let curves = try #require((parsed as? [String: Any])?["curves"] as? [[String: Any]])
    #expect(curves.map { $0["kind"] as? String } == ["heat-map", "trajectory"])
    #expect(curves[0]["z"] as? String == "y")
    let points = try #require((curves[1]["lines"] as? [[String: Any]])?.first?["points"] as? [[String: Any]])
    #expect(points.first?["step"] as? Int == 7)
  }

  @Test func `a terminal shows what is measured`() {
    let map = CurveBuilder.build(
      definition: heatMap(), tasks: tasks { _, replicate in Double(replicate % 2) })
    #expect(TextPlot().render(map).hasPrefix("y over x and row"))
  }
}
