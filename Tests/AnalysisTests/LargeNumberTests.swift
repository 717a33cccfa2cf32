import Spec
import Testing

@testable import Analysis

/// Finite numbers have finite statistics, however large or small they are.
@Suite struct LargeNumberTests {
  private static let unit = [-1.0, 0.25, 0.5, 0.75, 1.5]

  @Test(arguments: [1e308, 1e200, 1, 1e-200, 1e-300])
  func `a summary scales with its numbers`(scale: Double) throws {
    let plain = try #require(Summary(Self.unit))
    let summary = try #require(Summary(Self.unit.map { $0 * scale }))
    let error = try #require(summary.standardError)
    let expected = try #require(plain.standardError)
    #expect(abs(error / scale / expected - 1) < 1e-12)
    #expect(abs(summary.mean / scale / plain.mean - 1) < 1e-12 && summary.median == 0.5 * scale)
  }

  @Test func `the sides of a level are those of smaller numbers`() {
    func nodes(_ scale: Double) -> [RefinementNode] {
      let points = (0..<3).map { position in
        RefinementPoint(
          position: position, planned: 5,
          values: Self.unit.map { ($0 * 0.05 + Double(position) - 1) * scale })
      }
      return SideTest(points, level: 0.2 * scale, isExact: false).nodes(xs: [1, 2, 3])
    }
    let plain = nodes(1)
    #expect(plain.map(\.side) == [.below, .below, .above] || plain.map(\.side) == [.below, .open, .above])
    for scale in [1e308, 1e-300] {
      let found = nodes(scale)
      #expect(found.map(\.side) == plain.map(\.side))
      #expect(found.allSatisfy { $0.mean.isFinite && !$0.text.contains("inf") && !$0.text.contains("nan") })
    }
  }

  @Test func `a crossing between the smallest and the largest number has a place`() {
    let rule = Refinement(
      metric: "m", level: 0, along: "x", tolerance: .absolute(1), replicates: 1)
    let points = [0, 3].map {
      RefinementPoint(position: $0, planned: 1, values: [$0 == 0 ? -1.7e308 : 1.7e308])
    }
    let plan = RefinementPlanner(rule: rule, replicates: 1, xs: [0, 1, 2, 3]).plan(points)
    #expect(plan.result.estimate == 1.5)
  }
}
