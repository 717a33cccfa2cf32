import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

struct KindPageTests {
  private let page = HTMLReport.render(
    Samples.input(curves: [
      Samples.heatMap(), Samples.heatMap(scales: [0.1, 1, 10]), Samples.trajectory(), Samples.losses(),
    ]))

  @Test func `the page with all kinds is the one that was reviewed`() throws {
    try expectSnapshot(page, "kinds.html")
  }

  @Test func `nothing outside the file is needed`() {
    let rest = page.replacing("http://www.w3.org/2000/svg", with: "")
    for word in ["http:", "<script", "<link", "src=", "@import", "url(", "href"] {
      #expect(!rest.contains(word), "\(word)")
    }
  }

  @Test func `captions tell what the cells and lines are`() {
    let map = CurveCaption.text(Samples.heatMap())
    #expect(
      map.contains("Mean over replicates; n = 0 to 40 at each cell, none at (depth = 3, dimension = 4)."))
    #expect(map.contains("95% interval (Wilson)"))
    #expect(map.contains("Of 1160 planned tasks, 43 missing: 43 failed."))
    let path = CurveCaption.text(Samples.trajectory())
    #expect(path.contains("Faint: the single replicates. From step 0, hollow dot, to step 600, arrow."))
    #expect(path.contains("Crosses: test (1, 2) and train 2 (0, 2)."))
    #expect(CurveCaption.text(Samples.losses()).contains("Dashed: theory-train-loss and theory-test-loss."))
    var asked = Samples.heatMap(binary: false)
    asked.definition.interval = .wilson(level: 0.95)
    #expect(CurveCaption.text(asked).contains("since the declared one holds for zeros and ones only"))
  }

  @Test func `a cell without values is hatched, and one that lacks some is marked`() {
    func hatches(_ curve: Curve) -> Int {
      SVGFigure.render(curve, width: 720).components(separatedBy: "stroke=\"#9a9a9a\"").count - 1
    }
    #expect(hatches(Samples.heatMap(missing: false)) == 0)
    // In the panel and in the key.
    #expect(hatches(Samples.heatMap()) == 2)
    #expect(SVGFigure.render(Samples.heatMap(), width: 720).contains(">some missing<"))
    #expect(!SVGFigure.render(Samples.heatMap(missing: false), width: 720).contains(">some missing<"))
  }

  @Test func `cells hold the interval and n where they fit, the page's table always`() {
    let curve = Samples.heatMap(missing: false)
    #expect(SVGFigure.render(curve, width: 720).contains(">0.71–0.93<"))
    #expect(SVGFigure.render(curve, width: 720).contains(">n 40<"))
    let narrow = SVGFigure.render(curve, width: 300)
    #expect(!narrow.contains(">0.71–0.93<") && narrow.contains(">0.85<"))
    #expect(HTMLReport.render(Samples.input(curves: [curve])).contains("<td class=\"n\">0.7093</td>"))
  }

  @Test func `cells show no digits that the colours cannot`() {
    #expect(HeatMapText.number(3e-16, finest: 0.01) == "0")
    #expect(HeatMapText.number(-3e-16, finest: 0.01) == "0")
    #expect(HeatMapText.number(0.0789, finest: 0.01) == "0.08")
    #expect(HeatMapText.number(3e-16, finest: 0) == "3e-16")
    #expect(HeatMapGrid(Samples.heatMap(), range: nil).finest == 0.01)
  }

  @Test func `theory that goes on below what was measured stays in its panel`() throws {
    let tasks = (0..<3).map { Samples.task($0, replicate: $0, ["sigma": .real(1)], value: 0) }
    func stream(_ loss: (Int) -> Double) -> [MetricStream] {
      tasks.map { task in
        MetricStream(task: task.id, samples: (1...300).map { .init(step: $0, value: loss($0)) })
      }
    }
    var definition = CurveDefinition(name: "loss", x: "step", y: "loss", yScale: .log)
    definition.line.theory = ["theory"]
    let curve = CurveBuilder.build(
      definition: definition, tasks: tasks,
      streams: [
        "loss": stream { max(1e-10, pow(10, -Double($0))) }, "theory": stream { pow(10, -Double($0)) },
      ])
    let layout = FigureLayout(curve.asFigure, width: 700)
    let panel = try #require(layout.panels.first)
    #expect((-11 ... -10).contains(log10(panel.yScale.low)))
    let theory = try #require(curve.panels.first?.overlay.first)
    let path = panel.stroke(theory, width: 1, dash: nil, isClipped: true)
    let outline = try #require(path.split(separator: "\"").dropFirst().first)
    let ys = outline.split { "ML".contains($0) }.compactMap {
      $0.split(separator: " ").last.flatMap { Double($0) }
    }
    #expect(ys.count > 5)
    #expect(ys.allSatisfy { (panel.top...panel.top + panel.height + 0.1).contains($0) })
  }

  @Test func `colours get darker with the value and letters stand out from them`() {
    func luminance(_ color: String) -> Double {
      let parts = stride(from: 1, to: 6, by: 2).compactMap { start -> Double? in
        let text = color.dropFirst(start).prefix(2)
        return Int(text, radix: 16).map { pow((Double($0) / 255 + 0.055) / 1.055, 2.4) }
      }
      return zip(parts, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let shares = (0...100).map { Double($0) / 100 }
    let fills = shares.map { luminance(HeatMapColors.fill($0)) }
    #expect(zip(fills, fills.dropFirst()).allSatisfy { $0 > $1 })
    for share in shares {
      let (fill, ink) = (luminance(HeatMapColors.fill(share)), luminance(HeatMapColors.ink(share)))
      // WCAG 2, large text and graphics: a contrast of at least 3.
      #expect((max(fill, ink) + 0.05) / (min(fill, ink) + 0.05) >= 3, "\(share)")
    }
  }

  @Test func `a marker of one panel is drawn in no other`() {
    var curve = Samples.trajectory(panels: 2)
    curve.definition.trajectory.markers = [.init(name: "only here", x: 1, y: 2, panels: [.integer(2)])]
    let crosses = { (curve: Curve) in
      SVGFigure.render(curve, width: 1040).components(separatedBy: ">only here<").count - 1
    }
    #expect(crosses(curve) == 1)
    curve.definition.trajectory.markers = [.init(name: "only here", x: 1, y: 2)]
    #expect(crosses(curve) == 2)
  }

  @Test func `the page begins with what maps and ways say`() {
    let map = Headline.sentences(Samples.input(curves: [Samples.heatMap(missing: false)])).last
    #expect(
      map
        == "largest-cluster-ratio is 0.1 to 0.88 over depth and dimension, most at depth = 8, dimension = 2 "
        + "(0.74 to 0.95).")
    let path = Headline.sentences(Samples.input(curves: [Samples.trajectory()])).last
    #expect(
      path
        == "The mean way of output-1 and output-2 is 1.04 to 1.25 times as long as straight, and ends nearest "
        + "to test on 3 of 3 lines.")
  }

  @Test func `shares are told with their intervals`() {
    let tasks = (0..<40).map {
      Samples.task($0, replicate: $0 % 20, ["sigma": .real($0 < 20 ? 1 : 2)], value: $0 < 30 ? 0 : 1)
    }
    var definition = CurveDefinition(
      name: "share", x: "sigma", y: "largest-cluster-ratio", interval: .wilson(level: 0.95))
    func sentence() -> String? {
      let curve = CurveBuilder.build(definition: definition, tasks: tasks)
      return Headline.sentences(Samples.input(curves: [curve])).last
    }
    #expect(sentence() == "largest-cluster-ratio is 0 (0 to 0.16) to 0.5 (0.3 to 0.7) along sigma.")
    definition.interval = .t(level: 0.95)
    #expect(sentence()?.contains("largest-cluster-ratio") == false)
  }

  @Test func `a curve of some tasks says so`() {
    var curve = Samples.losses()
    curve.definition.selection = ["sigma": [.real(1), .real(2)], "mu": [.list([.real(1)])]]
    #expect(CurveCaption.text(curve).contains("Only mu = [1] and sigma = 1 or 2."))
  }

  @Test func `many metrics share the beginning of their names on the axis`() {
    var curve = Samples.losses()
    #expect(curve.asFigure.valueTitle == "train-loss, test-loss")
    curve.definition.line.metrics = ["jacobian-1-1", "jacobian-2-2", "jacobian-minor"]
    #expect(curve.asFigure.valueTitle == "jacobian")
    curve.definition.line.metrics.append("rise")
    #expect(curve.asFigure.valueTitle == "value")
  }

  @Test func `equal aspect gives both axes the same scale`() throws {
    for width in [300.0, 720, 1040] {
      let panel = try #require(FigureLayout(Samples.trajectory().asFigure, width: width).panels.first)
      let x = panel.width / (panel.xScale.high - panel.xScale.low)
      let y = panel.height / (panel.yScale.high - panel.yScale.low)
      #expect(abs(x / y - 1) < 1e-9)
    }
  }

  @Test(arguments: [
    [0, Double.leastNonzeroMagnitude], [-1e308, 1e308], [0, 0], [-5, -5], [.nan, .infinity], [1e-300, 1e300],
  ])
  func `any numbers can be drawn`(values: [Double]) {
    let tasks = values.enumerated().map { index, value in
      Samples.task(index, replicate: 0, ["depth": .integer(index), "dimension": .integer(1)], value: value)
    }
    for scale in CurveDefinition.Scale.allCases {
      var cells = HeatMap(x: "depth", y: "dimension", z: ["largest-cluster-ratio"])
      cells.scale = scale
      let map = CurveDefinition(name: "map", kind: .heatMap(cells))
      var path = CurveDefinition(name: "path", kind: .trajectory(Trajectory(x: "a", y: "b")))
      path.trajectory.hasEqualAspect = scale == .linear
      path.trajectory.markers = values.filter(\.isFinite).map { .init(name: "m", x: $0, y: $0) }
      let stream = MetricStream(
        task: tasks[0].id, samples: values.enumerated().map { .init(step: $0.offset, value: $0.element) })
      let curves = [
        CurveBuilder.build(definition: map, tasks: tasks),
        CurveBuilder.build(definition: path, tasks: tasks, streams: ["a": [stream], "b": [stream]]),
      ]
      let page = HTMLReport.render(Samples.input(curves: curves))
      #expect(page.hasSuffix("</html>\n"))
      #expect(!page.contains("\"nan") && !page.contains("Mnan"))
      #expect(!CurveTable.json(curves).contains("nan"))
    }
  }

  @Test func `names cannot become markup`() {
    let evil = "</title><script>alert(1)</script>\"'&\u{202E}"
    var map = Samples.heatMap(scales: [1, 2])
    map.definition.kind = .heatMap(HeatMap(x: evil, y: evil, z: [evil]))
    map.definition.panel = evil
    map.names = Labels(
      parameters: [Label(evil, symbol: evil, unit: evil)], metrics: [Label(evil, words: evil, unit: evil)])
    map.definition.figure.title = evil
    map.definition.figure.xLabel = evil
    map.definition.figure.yLabel = evil
    map.definition.figure.zLabel = evil
    map.panels[0].series[0].key = .text(evil)
    map.xCategories = [evil]
    var path = Samples.trajectory()
    path.definition.trajectory.markers = [.init(name: evil, x: 1, y: 1)]
    var losses = Samples.losses()
    losses.definition.line.metrics = [evil, evil]
    losses.definition.line.theory = [evil]
    for curve in [map, path, losses] {
      let page = HTMLReport.render(Samples.input(curves: [curve]))
      #expect(!page.contains("<script"))
      #expect(XMLParser(data: Data(SVGFigure.file(curve).utf8)).parse())
    }
  }
}
