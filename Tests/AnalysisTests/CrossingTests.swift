import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

struct CrossingTests {
  private func line(
    _ y: [Double?], x: [Double] = [1, 2, 3, 4], log: Bool = false, level: Double = 0.5
  ) -> Crossing {
    let area = DrawableArea(Fixtures.definition(xScale: log ? .log : .linear), isCategorical: false)
    let finder = CrossingFinder(level: level, statistic: .mean, area: area, confidence: 0.95)
    let samples = zip(x, y).map { x, y in
      CrossingFinder.PointSamples(x: x, values: y.map { [$0] } ?? [], replicates: y == nil ? [] : [0])
    }
    return finder.crossing(of: samples, name: "line")
  }

  @Test func `a straight line crosses where it should`() {
    #expect(line([0, 0.2, 0.6, 1]).outcome == .at(x: 2.75, rising: true, count: 1))
    #expect(line([1, 0.75, 0.25, 0]).outcome == .at(x: 2.5, rising: false, count: 1))
    // One value a point: nothing to resample, hence no interval.
    #expect(line([0, 0.2, 0.6, 1]).lower == nil)
  }

  @Test func `on a logarithmic axis the middle is the geometric mean`() throws {
    let x = try #require(line([0, 1], x: [1, 100], log: true).x)
    #expect(abs(x - 10) < 1e-12)
  }

  @Test func `lines that do not cross say which side they are on`() {
    #expect(line([0.1, 0.2, 0.3, 0.4]).outcome == .notCrossed)
    #expect(line([0.6, 0.5, 0.7, 0.9]).outcome == .atOnce)
    #expect(line([nil, nil, nil, nil]).outcome == .noData)
    // Reaching the level exactly at the last point counts.
    #expect(line([0, 0.1, 0.2, 0.5]).outcome == .at(x: 4, rising: true, count: 1))
  }

  @Test func `the first of several crossings is given with their count`() {
    #expect(line([0, 1, 0, 1]).outcome == .at(x: 1.5, rising: true, count: 3))
  }

  @Test func `interpolation over a missing point is flagged`() {
    #expect(line([0, nil, 1, 1]).bridgesGap)
    #expect(!line([0, 1, nil, 1]).bridgesGap)
    #expect(line([0, nil, 1, 1]).x == 2)
  }

  @Test func `complete replicates are resampled whole`() throws {
    // Every replicate crosses at its own place, 1.5 + r / 10; the mean line crosses in the middle.
    let tasks = Fixtures.grid(x: [1, 2], replicates: 9) { x, replicate in
      x - 1 - Double(replicate - 4) / 10
    }
    let curve = CurveBuilder.build(definition: Fixtures.definition(crossing: 0.5), tasks: tasks)
    let crossing = try #require(curve.panels.first?.series.first?.crossing)
    let (x, lower, upper) = try (#require(crossing.x), #require(crossing.lower), #require(crossing.upper))
    #expect(abs(x - 1.5) < 1e-12)
    #expect(crossing.method == .replicates)
    // Standard deviation of the shifts 0.2582 (population), over the root of 9: 0.0861.
    #expect(abs((upper - lower) - 2 * 1.96 * 0.0861) < 0.04)
    #expect(lower < 1.5 && upper > 1.5)

    let partial = tasks.dropLast()
    let other = CurveBuilder.build(definition: Fixtures.definition(crossing: 0.5), tasks: Array(partial))
    #expect(other.panels.first?.series.first?.crossing?.method == .points)
  }

  @Test func `an interval whose end lies beyond the axis is open`() throws {
    let tasks = Fixtures.grid(x: [1, 2], replicates: 4) { x, replicate in
      x == 1 ? 0 : replicate == 0 ? 2.2 : 0
    }
    let curve = CurveBuilder.build(definition: Fixtures.definition(crossing: 0.5), tasks: tasks)
    let crossing = try #require(curve.panels.first?.series.first?.crossing)
    #expect(crossing.upper == .infinity)
    #expect(try #require(crossing.lower) < 2)
  }

  @Test func `a power law is found again exactly`() throws {
    let fit = try #require(PowerLawFit([1, 2, 4, 8, 16].map { (x: $0, y: 3 * $0 * $0) }))
    #expect(abs(fit.slope - 2) < 1e-12)
    #expect(abs(fit.factor - 3) < 1e-12)
    #expect(abs(fit.rSquared - 1) < 1e-12)
    #expect(abs((fit.slopeUpper ?? 0) - 2) < 1e-6)
    #expect(abs(fit.value(at: 10) - 300) < 1e-9)
  }

  @Test func `the interval of a slope follows from its residuals`() throws {
    // log y = 0, 1, 1, 2 at log x = 0, 1, 2, 3: slope 0.6, residual sum of squares 0.2, sxx 5,
    // hence standard error sqrt(0.1 / 5); 4.30265 is the 97.5% point of t with 2 degrees of freedom.
    let points = zip([0.0, 1, 2, 3], [0.0, 1, 1, 2]).map { (x: exp($0), y: exp($1)) }
    let fit = try #require(PowerLawFit(points))
    #expect(abs(fit.slope - 0.6) < 1e-12)
    let margin = 4.30265273 * (0.1 / 5).squareRoot()
    #expect(abs((fit.slopeUpper ?? 0) - 0.6 - margin) < 1e-7)
    #expect(abs((fit.slopeLower ?? 0) - 0.6 + margin) < 1e-7)
    #expect(abs(fit.rSquared - 0.9) < 1e-12)
  }

  @Test func `points that logarithms cannot show are left out and counted`() throws {
    let fit = try #require(PowerLawFit([(x: 0, y: 1), (x: 1, y: 2), (x: 2, y: 4), (x: 3, y: -1)]))
    #expect(fit.n == 2)
    #expect(fit.leftOut == 2)
    #expect(abs(fit.slope - 1) < 1e-12)
    #expect(fit.slopeLower == nil)
    #expect(PowerLawFit([(x: 1, y: 1)]) == nil)
    #expect(PowerLawFit([(x: 1, y: 1), (x: 1, y: 2)]) == nil)
  }

  @Test func `crossings against the series parameter are fitted too`() throws {
    // Series s crosses 0.5 at x = s^2.
    var tasks: [TaskRecord] = []
    for s in [1.0, 2, 3] {
      tasks += Fixtures.grid(
        x: [0.5, 10], replicates: 1, more: ["s": .real(s)], from: tasks.count
      ) { x, _ in x - s * s + 0.5 }
    }
    let definition = Fixtures.definition(series: "s", crossing: 0.5, fit: .powerLaw)
    let curve = CurveBuilder.build(definition: definition, tasks: tasks)
    let fit = try #require(curve.panels.first?.crossingFit)
    #expect(abs(fit.slope - 2) < 1e-9)
  }
}
