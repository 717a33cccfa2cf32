import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

/// What the axes cannot show is in nothing that is derived from the figure.
struct DrawableAreaTests {
  private func curve(
    _ ys: [Double: Double], crossing: Double? = 0.5, x: CurveDefinition.Scale = .linear,
    y: CurveDefinition.Scale = .linear, range: ClosedRange<Double>? = nil, fit: CurveDefinition.Fit? = nil
  ) throws -> (curve: Curve, line: CurveSeries) {
    var definition = Fixtures.definition(crossing: crossing, fit: fit, xScale: x)
    definition.line.yScale = y
    definition.figure.xRange = range
    let tasks = Fixtures.grid(x: ys.keys.sorted(), replicates: 1) { x, _ in ys[x] }
    let curve = CurveBuilder.build(definition: definition, tasks: tasks)
    return (curve, try #require(curve.panels.first?.series.first))
  }

  @Test func `nothing is interpolated from a point that a logarithmic axis leaves out`() throws {
    // Linear from 0 it would be 0.7708, left of the axis.
    let ys: [Double: Double] = [0: 1, 1: 0.351, 2: 0.1, 4: 0.01]
    let (_, line) = try curve(ys, x: .log)
    #expect(line.drawn.map(\.x) == [1, 2, 4])
    #expect(line.crossing?.outcome == .between(lower: 0, upper: 1, rising: false, count: 1))
    #expect(line.crossing?.x == nil)
    #expect(try curve(ys).line.crossing?.x != nil)
  }

  @Test func `a later crossing between shown points is found where the line is drawn`() throws {
    let (_, line) = try curve([0: 0, 1: 0.25, 100: 0.75], x: .log)
    guard case .at(let x, true, 1)? = line.crossing?.outcome else {
      Issue.record("\(String(describing: line.crossing))")
      return
    }
    #expect(abs(x - 10) < 1e-12)
  }

  @Test func `a logarithmic y axis interpolates the logarithm`() throws {
    // From 0.01 to 1, 0.1 is half-way up the drawn line; linear in y it would be at 1.0909.
    let (_, line) = try curve([1: 0.01, 2: 1], crossing: 0.1, y: .log)
    #expect(abs((line.crossing?.x ?? 0) - 1.5) < 1e-12)
    // A mean of 0 has no place there.
    let (curve, other) = try curve([1: 0, 2: 1], crossing: 0.1, y: .log)
    #expect(other.crossing?.outcome == .between(lower: 1, upper: 2, rising: true, count: 1))
    #expect(curve.drawn.map(\.x) == [2])
  }

  @Test func `fits, and what lies outside of the axis' own range, follow the same rule`() throws {
    let ys: [Double: Double] = [0: 3, 1: 1, 2: 4, 4: 16, 8: 1]
    let fitted = try curve(ys, x: .log, y: .log, range: 1...4, fit: .powerLaw).line
    #expect(fitted.fit?.n == 3 && fitted.fit?.leftOut == 0)
    #expect(abs((fitted.fit?.slope ?? 0) - 2) < 1e-12)
    let (_, line) = try curve([1: 0, 2: 0.2, 3: 0.4, 4: 0.9], range: 1...3)
    #expect(line.crossing?.outcome == .notCrossed)
  }

  @Test func `a refined crossing next to a left-out point is told as its two points`() throws {
    var (curve, _) = try curve([0: 0, 0.0001: 1, 1: 1], x: .log)
    let series = SweepRefinement.Series(
      coordinates: [],
      result: RefinementResult(
        outcome: .between(lower: 0, upper: 0.0001, estimate: 0.00005, rising: true, count: 1),
        ending: .tolerance, points: 3, tasks: 3))
    let rule = Refinement(
      metric: "y", level: 0.5, along: "x", tolerance: .absolute(0.1), replicates: 4)
    curve.mark([series], of: rule)
    let crossing = try #require(curve.panels[0].series[0].crossing)
    #expect(crossing.outcome == .between(lower: 0, upper: 0.0001, rising: true, count: 1))
    #expect(crossing.method == .refined)
  }

  @Test func `a refined crossing is the curve's crossing, with one interval`() throws {
    var (curve, _) = try curve([1: 0, 2: 0.4, 3: 1])
    let before = curve.panels[0].series[0].crossing
    let series = SweepRefinement.Series(
      coordinates: [],
      result: RefinementResult(
        outcome: .between(lower: 2, upper: 3, estimate: 2.25, rising: true, count: 1), ending: .tolerance,
        points: 3, tasks: 3))
    curve.mark(
      [series],
      of: Refinement(metric: "y", level: 0.5, along: "x", tolerance: .absolute(0.1), replicates: 4))
    let after = try #require(curve.panels[0].series[0].crossing)
    #expect(before?.x != after.x && after.x == 2.25)
    #expect(after.lower == 2 && after.upper == 3 && after.method == .refined)
  }
}
