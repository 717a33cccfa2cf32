import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

@Suite struct HistogramFigureTests {
  /// Sums of three fractions that repeat with different periods: bell-shaped, and the same with every C library.
  private static func curve(
    series: Int, panels: Int, height: Histogram.Height = .count, n: Int = 60,
    range: ClosedRange<Double>? = nil
  ) -> Curve {
    var tasks: [TaskRecord] = []
    for panel in 1...panels {
      for line in 1...series {
        for replicate in 0..<(n - 3 * line) {
          let k = Double(replicate)
          let parts = [7.0, 11, 13].map { (k * 5).truncatingRemainder(dividingBy: $0) / $0 }
          tasks.append(
            Samples.task(
              tasks.count, replicate: replicate, ["sigma": .integer(line), "depth": .integer(panel)],
              value: parts.reduce(Double(line) * 0.5 + Double(panel) * 0.25, +),
              status: replicate % 25 == 24 ? .failed : .done))
        }
      }
    }
    var histogram = Histogram(x: "largest-cluster-ratio", lines: series > 1 ? "sigma" : nil)
    histogram.height = height
    if height == .density {
      histogram.theory = stride(from: 0.75, through: 3.75, by: 0.25).map { x in
        .init(x: x, y: max(0, 0.75 * (1 - (x - 2.25) * (x - 2.25) / 2.25)))
      }
    }
    var definition = CurveDefinition(
      name: "spread", kind: .histogram(histogram), panel: panels > 1 ? "depth" : nil)
    definition.figure.xRange = range
    return CurveBuilder.build(definition: definition, tasks: tasks)
  }

  @Test func `the figures are the ones that were reviewed`() throws {
    try expectSnapshot(SVGFigure.file(Self.curve(series: 1, panels: 1)), "histogram.svg")
    try expectSnapshot(
      SVGFigure.file(Self.curve(series: 2, panels: 3, height: .density)), "histogram-panels.svg")
  }

  @Test func `the caption says n, the bins, and what is in none of them`() {
    let one = CurveCaption.text(Self.curve(series: 1, panels: 1))
    #expect(one.contains("Distribution of largest-cluster-ratio over replicates."))
    #expect(one.contains("by the rule of Freedman and Diaconis over all values."))
    #expect(one.contains("n = 55."))
    #expect(one.contains("Of 57 planned tasks, 2 missing: 2 failed."))
    let two = CurveCaption.text(Self.curve(series: 2, panels: 1, range: 1.5...2.5))
    #expect(two.contains("from 1.5 to 2.5"))
    #expect(two.contains("Values outside of the bins, in no count or density:"))
    #expect(two.contains("for sigma = 1 and "))
    let none = CurveCaption.text(Self.curve(series: 1, panels: 1, n: 3))
    #expect(none.contains("n = 0: no data yet."))
  }

  @Test func `every line has its n in the panel and in the table`() {
    let curve = Self.curve(series: 2, panels: 2)
    let svg = SVGFigure.render(curve)
    #expect(svg.components(separatedBy: ">n = 55<").count - 1 == 2)
    #expect(svg.components(separatedBy: ">n = 52<").count - 1 == 2)
    let page = HTMLReport.render(Samples.input(curves: [curve]))
    #expect(page.contains("Values (4 lines)") && page.contains("upper quartile"))
    let sentence = Headline.sentences(Samples.input(curves: [Self.curve(series: 1, panels: 1)])).last
    #expect(sentence?.hasPrefix("Half of the 55 values of largest-cluster-ratio lie between ") == true)
  }
}
