import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// What the page says of comparisons, of early ends, and of boundaries.
@Suite struct GrowthPageTests {
  private func line(
    _ estimate: Double?, _ lower: Double?, _ upper: Double?, _ ending: DifferenceResult.Ending?, depth: Int
  ) -> SweepComparison.Line {
    SweepComparison.Line(
      coordinates: [.init(axis: "depth", value: .integer(depth))],
      result: DifferenceResult(
        estimate: estimate, lower: lower, upper: upper, pairs: 7, planned: 8, points: 2, ending: ending),
      series: [0])
  }

  @Test func `every answer is said in words, with what it rests on`() {
    var input = Samples.input(curves: [])
    input.comparison = ReportComparison(
      rule: Comparison(
        metric: "hits<", axis: "model", first: .text("relu"), second: .text("a&b"), each: ["depth"],
        tolerance: 0.05, replicates: 64, assumption: .bounded(0...1)),
      lines: [
        line(0.25, 0.125, 0.375, .above, depth: 1), line(-0.25, -0.375, -0.125, .below, depth: 2),
        line(0, -0.03125, 0.03125, .tolerance, depth: 3), line(0.1, -0.5, 0.5, .replicates, depth: 4),
        line(nil, nil, nil, .noPairs, depth: 5), line(0.1, -0.5, 0.5, nil, depth: 6),
        line(0.1, -0.5, 0.5, .budget, depth: 7), line(0.04, -0.002, 0.09, .tolerance, depth: 8),
        line(3, nil, nil, .outOfRange, depth: 9),
      ], rounds: [3, 0, 0, 0, 0, 0, 0, 0, 0], spending: Spending(3600, [], threads: 2))
    input.comparison?.bought = Purchase(tasks: 12, seconds: 90, rounds: 3)
    let page = HTMLReport.render(input)
    for words in [
      "Whether hits&lt; is larger where model = relu than where model = a&amp;b", "yes, above", "no, below",
      "no difference beyond the tolerance", "not told apart</td>", "larger than the range of hits&lt; allows",
      "the interval holds 0 and is no wider than ±0.05", "cannot be told", "no data", "not finished",
      "0.125 and 0.375",
      "7 of 8", "the interval leaves out 0", "64 replicates were not enough", "the budget is spent",
      "9 comparisons: 2 decided, 2 not decided, 2 not told apart within the tolerance, 2 without an answer, 1 not finished",
      "all 9 intervals hold", "Waudby-Smith and Ramdas 2024", "Budget: ", "12 tasks of ",
      "were bought in 3 rounds",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(!HTMLReport.render(Samples.input(curves: [])).contains("Whether "))
  }

  @Test func `points that fail and values that are not compared are named`() {
    var input = Samples.input(curves: [])
    var rule = Comparison(
      metric: "hits<", axis: "model", first: .text("relu"), second: .text("a&b"), each: ["depth"],
      tolerance: 0.05, replicates: 64, assumption: .normal)
    var lines = [
      line(0.25, 0.125, 0.375, .above, depth: 1), line(0.1, nil, nil, .replicates, depth: 2),
      line(nil, nil, nil, .tooLarge, depth: 3),
    ]
    lines[0].series = [0, 1]
    lines[0].omissions = [
      .init(
        series: 1, coordinates: [.init(axis: "sigma", value: .integer(3))], failed: [.text("a&b")], planned: 8
      )
    ]
    lines[1].result.pairs = 60
    input.comparison = ReportComparison(rule: rule, lines: lines, rounds: [0, 0, 0])
    input.comparison?.unpaired = [
      .init(coordinates: [.init(axis: "depth", value: .integer(4))], hasFirst: true, hasSecond: false),
      .init(coordinates: [.init(axis: "depth", value: .integer(5))], hasFirst: true, hasSecond: true),
    ]
    let page = HTMLReport.render(input)
    for words in [
      "Left out, since their tasks fail; the differences are over the other points: depth = 1, sigma = 3: none of the 8 tasks at model = a&amp;b has a result.",
      "Not compared: depth = 4: no point has model = a&amp;b; depth = 5: no point with one value has the other.",
      "too skewed to be taken for normal", "larger than any number", "waits and widens where they are skewed",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    rule.assumption = .nothing
    rule.error = 0.000123
    let median = HTMLReport.render(
      {
        input.comparison = ReportComparison(rule: rule, lines: [lines[0]], rounds: [0])
        return input
      }())
    #expect(median.contains("the interval holds the median difference"))
    #expect(median.contains("at least 99.99 %") && median.contains("error rate 0.0123 %"))
  }

  @Test func `when tasks ended is said for each point`() {
    let tasks = (0..<6).map { number in
      TaskRecord(
        ordinal: number, id: TaskID(Digest(of: [UInt8(number)])), replicate: number % 3,
        status: number == 5 ? .failed : .done,
        parameters: ["depth": .integer(number / 3)],
        metrics: number == 5
          ? [:] : ["end-step": Double(100 * (number + 1)), "ended-early": number == 4 ? 0 : 1])
    }
    let rule = StopRule(metric: "loss<", condition: .below(0.5), count: 3)
    let html = StopSection.html(rule, tasks, Labels())
    #expect(html.contains("A task ends where loss&lt; was at most 0.5 at 3 values in a row."))
    #expect(html.contains("4 of 5 finished tasks did so before its last step."))
    #expect(
      html.contains("<td class=\"n\">3 of 3</td><td class=\"n\">3</td><td class=\"n\">200</td>"), "\(html)")
    #expect(
      html.contains("<td class=\"n\">2 of 3</td><td class=\"n\">1</td><td class=\"n\">450</td>"), "\(html)")
  }

  @Test func `a boundary is drawn with its band over the points, as an image that can be read`() throws {
    let spec = """
      name: t
      experiment: sample
      axes: {x: [1, 2, 3, 4, 5], y: [10, 20, 30]}
      replicates: 2
      refine: {metric: m, level: 0.5, along: [x, y], tolerance: 0.5}
      """
    let sweep = try SpecParser.parse(
      Array(spec.utf8), file: "s.yaml", catalog: ExperimentCatalog([PlaneExperiment()]))
    let tasks = TaskMaker.records(sweep) { $0["x"]?.number ?? 0 < 3 ? 0.25 : 0.75 }
    let state = try #require(SweepGrowth(sweep, tasks: tasks)?.crossings)
    let (grid, rule) = (try #require(sweep.grid), try #require(sweep.refinement))
    #expect(grid.planes.count == 1)
    let figure = BoundaryFigure(
      grid.planes[0], xs: grid.xs, series: state.series, rule: rule, labels: Labels(PlaneExperiment().schema))
    let document = try XMLDocument(xmlString: figure.file())
    let circles = try document.nodes(forXPath: "//*[local-name()='circle']")
    #expect(circles.count == Set(tasks.map { CanonicalJSON.text(of: $0.parameters) }).count)
    #expect(figure.caption.contains("points of 15 were placed"))
    #expect(figure.render().contains("stroke=\"#b30000\""))
    // The scale of the colours: named, with numbers, and with the level in red beside what stands for the means.
    let words = try document.nodes(forXPath: "//*[local-name()='text']").compactMap(\.stringValue)
    #expect(words.contains("m") && words.contains("0.4") && words.contains("0.6"), "\(words)")
    let level = try document.nodes(
      forXPath: "//*[local-name()='path'][@stroke='#b30000'][contains(@d, 'h20')]")
    #expect(level.count == 1)
  }
}

/// An experiment over a plane.
private struct PlaneExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "sample", version: 1, summary: "",
    parameters: [
      ParameterDefinition("x", .real(0...10), default: .real(1), ""),
      ParameterDefinition("y", .real(0...100), default: .real(1), ""),
    ], metrics: [.init("m", range: 0...1, "")])

  func run(_ context: any TaskContext) throws -> [String: Double] { ["m": 0] }
}

private enum TaskMaker {
  /// The tasks that a sweep starts with, done.
  static func records(_ sweep: Sweep, _ value: (Parameters) -> Double) -> [TaskRecord] {
    var records: [TaskRecord] = []
    sweep.forEachTask { task in
      guard let definition = try? TaskDefinition(canonicalJSON: task.definitionJSON) else { return }
      // Replicates differ a little, so that their spread is known.
      let noise = Double(task.replicate) * 0.001 + Double(task.ordinal % 7) * 0.0001
      records.append(
        TaskRecord(
          ordinal: task.ordinal, id: task.id, replicate: task.replicate, status: .done,
          parameters: definition.parameters, metrics: ["m": value(definition.parameters) + noise]))
    }
    return records
  }
}
