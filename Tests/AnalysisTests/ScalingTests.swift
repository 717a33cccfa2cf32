import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

/// Crossings against the parameter that tells the lines apart.
@Suite struct ScalingTests {
  private static let xs = (0...16).map { pow(10, Double($0) / 8 - 1) }

  private func source() -> CurveDefinition {
    var definition = Fixtures.definition(series: "size", panel: "data", crossing: 0.5, xScale: .log)
    definition.name = "source"
    return definition
  }

  private func scaling(y: String) -> CurveDefinition {
    CurveDefinition(
      name: "scaling", kind: .scaling(Scaling(of: "source", x: "size", y: y, lines: "data")))
  }

  /// Lines that cross 0.5 at `place(size, data)`; `images` is 10 x size^2.
  private func tasks(_ place: (Double, Double) -> Double) -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    for data in [1.0, 2] {
      for size in [8.0, 16, 32] {
        for (x, replicate) in Self.xs.flatMap({ x in (0..<3).map { (x, $0) } }) {
          let noise = 0.02 * Double(replicate - 1)
          var task = Fixtures.task(
            tasks.count, replicate: replicate,
            ["x": .real(x), "size": .real(size), "data": .real(data)],
            y: 0.5 + 0.3 * log(x / place(size, data)) + noise)
          task.metrics["images"] = 10 * size * size * x
          tasks.append(task)
        }
      }
    }
    return tasks
  }

  @Test func `slopes are those of the crossings, and of a metric read off there`() throws {
    let tasks = tasks { size, data in data == 1 ? 0.3 : 16 / size }
    let curve = CurveBuilder.build(definition: source(), tasks: tasks)
    let places = ScalingBuilder.build(definition: scaling(y: "x"), of: curve, tasks: tasks)
    let lines = try #require(places.panels.first).series
    #expect(places.panels.count == 1 && lines.map(\.key) == [.real(1), .real(2)])
    #expect(lines.map { $0.points.map(\.x) } == [[8, 16, 32], [8, 16, 32]])
    #expect(zip(lines[1].points, [2, 1, 0.5]).allSatisfy { abs(($0.value ?? 0) / $1 - 1) < 0.01 })
    #expect(abs((lines[0].fit?.slope ?? 9) - 0) < 0.01)
    #expect(abs((lines[1].fit?.slope ?? 9) + 1) < 0.01)
    let images = ScalingBuilder.build(definition: scaling(y: "images"), of: curve, tasks: tasks)
    let counted = try #require(images.panels.first).series
    #expect(abs((counted[0].fit?.slope ?? 9) - 2) < 0.01)
    #expect(abs((counted[1].fit?.slope ?? 9) - 1) < 0.01)
    for line in counted {
      for point in line.points {
        #expect((point.lower ?? .infinity) < (point.value ?? 0) && (point.value ?? 0) < (point.upper ?? 0))
      }
      let fit = try #require(line.fit)
      #expect((fit.slopeLower ?? 9) < fit.slope && fit.slope < (fit.slopeUpper ?? -9))
    }
  }

  @Test func `a refined crossing is taken before an interpolated one`() throws {
    let tasks = tasks { _, _ in 1 }
    var curve = CurveBuilder.build(definition: source(), tasks: tasks)
    curve.panels[0].series[1].place = RefinedPlace(level: 0.5, lower: 1.5, upper: 2.5, estimate: 2)
    let scaled = ScalingBuilder.build(definition: scaling(y: "x"), of: curve, tasks: tasks)
    let point = try #require(scaled.panels.first?.series.first?.points[1])
    #expect(point.value == 2 && point.lower == 1.5 && point.upper == 2.5)
  }

  @Test func `a line that does not cross keeps its place without a value`() throws {
    let tasks = tasks { size, _ in size == 16 ? 1e6 : 1 }
    let curve = CurveBuilder.build(definition: source(), tasks: tasks)
    let scaled = ScalingBuilder.build(definition: scaling(y: "images"), of: curve, tasks: tasks)
    let line = try #require(scaled.panels.first?.series.first)
    #expect(line.points.map { $0.value != nil } == [true, false, true])
    #expect(line.fit?.n == 2)
  }

  @Test func `a slope's interval follows from those of its points`() throws {
    // Between two points a factor of e apart the slope is the difference of the logarithms.
    let e = M_E
    let fit = try #require(
      PowerLawFit(intervals: [(1, 1, 1 / pow(e, 0.3), pow(e, 0.1)), (e, e * e, e, pow(e, 2.4))]))
    #expect(abs(fit.slope - 2) < 1e-12)
    // Up: the second one higher by 0.4, the first one lower by 0.3. Down: by 1 and by 0.1.
    #expect(abs((fit.slopeUpper ?? 0) - 2.5) < 1e-12)
    #expect(abs((fit.slopeLower ?? 0) - (2 - (1.0 + 0.01).squareRoot())) < 1e-12)
    let open = try #require(PowerLawFit(intervals: [(1, 1, nil, 2), (e, e, 1, 3)]))
    #expect(open.slopeLower == nil && open.slopeUpper == nil)
  }
}
