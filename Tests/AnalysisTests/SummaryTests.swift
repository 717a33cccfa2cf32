import Spec
import SweepModel
import Testing

@testable import Analysis

struct SummaryTests {
  @Test func `statistics of a known list`() throws {
    let summary = try #require(Summary([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(summary.n == 8)
    #expect(summary.mean == 5)
    #expect(summary.median == 4.5)
    #expect(summary.minimum == 2)
    #expect(summary.maximum == 9)
    // Sum of squares 32, variance 32/7, standard error sqrt(32/7/8).
    #expect(summary.standardError == (4.0 / 7).squareRoot())
    #expect(summary[.median] == 4.5)
    #expect(summary[.maximum] == 9)
  }

  @Test func `one value has no error, none has no summary`() {
    #expect(Summary([3])?.standardError == nil)
    #expect(Summary([3])?.median == 3)
    #expect(Summary([]) == nil)
  }

  @Test func `huge values keep a finite mean`() {
    #expect(Summary([1.7e308, 1.7e308])?.mean == 1.7e308)
  }

  @Test func `quantiles interpolate between order statistics`() {
    #expect(Summary.quantile(0.25, ofSorted: [1, 2, 3, 4, 5]) == 2)
    #expect(Summary.quantile(0.1, ofSorted: [0, 10]) == 1)
    #expect(Summary.quantile(1, ofSorted: [0, 10]) == 10)
  }

  @Test func `the bootstrap gives the same bits for the same name and others for another`() throws {
    let values = (0..<20).map { Double($0 * $0) }
    let first = try #require(Bootstrap.interval(of: .mean, values, level: 0.95, name: "a"))
    let again = try #require(Bootstrap.interval(of: .mean, values, level: 0.95, name: "a"))
    let other = try #require(Bootstrap.interval(of: .mean, values, level: 0.95, name: "b"))
    #expect(first == again)
    #expect(first != other)
    #expect(Bootstrap.interval(of: .mean, [1], level: 0.95, name: "a") == nil)
  }

  @Test func `the bootstrap of a mean has the width of the normal interval`() throws {
    let values = (0..<200).map { Double($0 % 10) }
    let ends = try #require(Bootstrap.interval(of: .mean, values, level: 0.95, name: "width"))
    let error = try #require(Summary(values)?.standardError)
    #expect(abs((ends.upper - ends.lower) / (2 * 1.96 * error) - 1) < 0.08)
    #expect(ends.lower < 4.5 && ends.upper > 4.5)
  }
}
