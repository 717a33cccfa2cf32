import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// What the page and the figure of a refined sweep show.
@Suite struct RefinementPageTests {
  private static func series(
    _ sigma: Double, _ outcome: RefinementResult.Outcome, _ ending: RefinementResult.Ending?
  ) -> SweepRefinement.Series {
    SweepRefinement.Series(
      coordinates: [.init(axis: "sigma", value: .real(sigma))],
      result: RefinementResult(outcome: outcome, ending: ending, points: 9, tasks: 45))
  }

  private func page(_ series: [SweepRefinement.Series]) -> String {
    var input = Samples.input(curves: [])
    input.refinement = ReportRefinement(
      rule: Refinement(
        metric: "largest<ratio", level: 0.5, along: "lambda", tolerance: .absolute(0.02), replicates: 40),
      series: series,
      additions: [
        .init(round: 0, series: "sigma 0.3", x: .real(0.02), replicates: 0...4, reason: "first & only"),
        .init(round: 2, series: "sigma 0.3", x: .real(0.26), replicates: 7...7, reason: "between"),
      ], gridTasks: 750)
    return HTMLReport.render(input)
  }

  @Test func `every outcome is said in words`() throws {
    let page = page([
      Self.series(
        0.2, .between(lower: 0.56, upper: 0.6, estimate: 0.581, rising: true, count: 1), .tolerance),
      Self.series(
        0.3, .between(lower: 0.1, upper: 0.3, estimate: 0.2, rising: false, count: 3), .replicates),
      Self.series(0.4, .below(undecided: 2), .nothing), Self.series(0.5, .above(undecided: 0), .nothing),
      Self.series(0.6, .noData, .nothing), Self.series(0.7, .undecided, nil),
    ])
    for words in [
      "Where largest&lt;ratio crosses 0.5", "<td>0.581</td><td>0.56 and 0.6</td>",
      "0.2 (falling), the first of 3", "wider than asked for: 40 replicates were not enough",
      "not crossed: below throughout, except for 2 that cannot be told", "not crossed: above throughout<",
      "no data", "too close to 0.5 everywhere to tell", "not finished", "270 tasks",
      "has 750 with the fewest replicates", "<td>0 to 4</td><td>first &amp; only</td>",
      "<td>0.26</td><td>7</td><td>between</td>",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(!HTMLReport.render(Samples.input(curves: [])).contains("crosses"))
  }

  @Test func `the figure has a bar for each crossing, on the line that it belongs to`() throws {
    var curve = Samples.curve()
    let plain = SVGFigure.file(curve)
    let found = [
      Self.series(
        0.3, .between(lower: 0.4, upper: 0.5, estimate: 0.45, rising: true, count: 1), .tolerance),
      Self.series(9, .between(lower: 0.4, upper: 0.5, estimate: 0.45, rising: true, count: 1), .tolerance),
    ]
    let rule = Refinement(
      metric: curve.definition.y, level: 0.5, along: "lambda", tolerance: .absolute(0.1), replicates: 9)
    curve.mark(found, of: rule)
    let marked = curve.panels.flatMap(\.series).filter { $0.place != nil }
    #expect(marked.map { $0.key?.description } == ["0.3"])
    let svg = SVGFigure.file(curve)
    #expect(svg != plain && svg.count > plain.count)
    // Another axis or metric is not marked.
    for (metric, along) in [(curve.definition.y, "sigma"), ("other", "lambda")] {
      var other = Samples.curve()
      other.mark(
        found,
        of: Refinement(metric: metric, level: 0.5, along: along, tolerance: .absolute(0.1), replicates: 9))
      #expect(other == Samples.curve())
    }
  }
}
