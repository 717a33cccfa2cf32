import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

struct SVGFigureTests {
  private static let shapes: [Curve] = [
    Samples.curve(), Samples.curve(sigmas: [0.5], missing: true),
    Samples.curve(sigmas: (1...20).map { Double($0) / 10 }),
    Samples.curve(thresholds: [0.005, 0.01, 0.05, 0.1, 0.2, 0.5]),
    Samples.curve(thresholds: [0.1, 0.2, 0.3, 0.4, 0.5]),
    CurveBuilder.build(definition: Samples.definition(), tasks: []), overlaid(), words(), logarithmic(),
    longNames(), Samples.heatMap(), Samples.heatMap(scales: [0.1, 1, 10], binary: false),
    Samples.heatMap(
      depths: (1...40).map { Double($0) }, dimensions: (1...40).map { Double($0) }, replicates: 2),
    Samples.heatMap(depths: [], missing: false), Samples.heatMap(depths: [1], dimensions: [2], replicates: 1),
    Samples.trajectory(), Samples.trajectory(sigmas: [1], panels: 5), Samples.trajectory(replicates: 0),
    Samples.losses(),
  ]

  private static func overlaid() -> Curve {
    var definition = Samples.definition()
    definition.line.overlay = .init(experiment: "percolation", y: "largest-cluster-ratio", parameters: [:])
    return CurveBuilder.build(
      definition: definition, tasks: Samples.tasks(sigmas: [0.1, 0.3, 1]),
      overlay: Samples.tasks(sigmas: [0.1, 0.3, 1, 2], thresholds: [0.2], replicates: 1))
  }

  private static func words() -> Curve {
    let names = ["relu", "a rather long name of an activation", "gelu", "tanh", "identity", "softplus"]
    let tasks = names.enumerated().flatMap { index, name in
      (0..<3).map { Samples.task(index, replicate: $0, ["lambda": .text(name)], value: Double($0 + index)) }
    }
    return CurveBuilder.build(definition: Samples.definition(), tasks: tasks)
  }

  private static func logarithmic() -> Curve {
    var definition = Samples.definition(crossing: nil)
    definition.line.xScale = .log
    definition.line.yScale = .log
    definition.line.fit = .powerLaw
    return CurveBuilder.build(definition: definition, tasks: Samples.tasks(sigmas: [0.3, 1]))
  }

  private static func longNames() -> Curve {
    let long = String(repeating: "a-very-long-name-", count: 12)
    var curve = Samples.curve(sigmas: [0.1, 1], thresholds: [0.1, 0.2])
    curve.definition.line.x = long
    curve.definition.line.metrics = [long]
    curve.definition.line.lines = long
    curve.definition.panel = long
    for panel in curve.panels.indices { curve.panels[panel].series[0].key = .text(long) }
    return curve
  }

  @Test func `the figures are the ones that were reviewed`() throws {
    try expectSnapshot(SVGFigure.file(Samples.curve(missing: true), width: 720), "one-panel.svg")
    try expectSnapshot(
      SVGFigure.file(Samples.curve(sigmas: [0.3, 1], thresholds: [0.005, 0.05, 0.5])), "three-panels.svg")
    try expectSnapshot(SVGFigure.file(SVGFigureTests.overlaid(), width: 720), "overlay.svg")
    try expectSnapshot(SVGFigure.file(SVGFigureTests.logarithmic(), width: 720), "power-law.svg")
    try expectSnapshot(SVGFigure.file(Samples.heatMap(), width: 720), "heat-map.svg")
    try expectSnapshot(SVGFigure.file(Samples.heatMap(scales: [0.1, 1]), width: 360), "heat-map-phone.svg")
    try expectSnapshot(SVGFigure.file(Samples.trajectory(), width: 720), "trajectory.svg")
    try expectSnapshot(SVGFigure.file(Samples.losses(), width: 720), "losses.svg")
  }

  @Test(arguments: shapes.indices, [300.0, 360, 720, 1040])
  func `every figure is well-formed and everything lies within it`(shape: Int, width: Double) throws {
    let svg = SVGFigure.file(SVGFigureTests.shapes[shape], width: width)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    let reader = SVGReader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    for text in reader.texts where !text.isTurned {
      #expect(text.left >= -0.5, "\(text)")
      #expect(text.right <= width + 0.5, "\(text)")
      #expect(text.y > 8 && text.y < reader.height, "\(text)")
    }
    for (index, text) in reader.texts.enumerated() where !text.isTurned {
      for other in reader.texts[(index + 1)...] where !other.isTurned {
        let apart = text.right <= other.left || other.right <= text.left || abs(text.y - other.y) > 10
        #expect(apart, "\(text) overlaps \(other)")
      }
    }
  }

  @Test(arguments: shapes.indices, [360.0, 720, 1040])
  func `the legend never covers a panel`(shape: Int, width: Double) throws {
    let layout = FigureLayout(SVGFigureTests.shapes[shape].asFigure, width: width)
    guard let place = layout.legendPlace else { return }
    for panel in layout.panels {
      #expect(
        place.x >= panel.left + panel.width || place.y >= panel.top + panel.height
          || place.y + layout.legend.height(across: place.width) <= panel.top - 8)
      #expect(panel.left + panel.width <= width)
    }
  }

  @Test func `lines differ in colour, and marker or dashes too`() {
    let svg = SVGFigure.render(Samples.curve(sigmas: [0.1, 0.2, 0.3, 0.4]), width: 720)
    for color in ["#0072b2", "#d55e00", "#009e73", "#cc79a7"] { #expect(svg.contains(color)) }
    #expect(Set((0..<8).map { Palette.color($0, of: 8) }).count == 8)
    #expect(Set((0..<20).map { Palette.color($0, of: 20) }).count == 20)
    #expect(Set((0..<7).map { Palette.marker($0, x: 0, y: 0, radius: 3) }).count == 7)
    #expect(Palette.color(0, of: 20) == "#440154")
  }

  @Test func `a line breaks where a planned point has no value`() {
    var curve = Samples.curve(sigmas: [1])
    let whole = moves(curve)
    curve.panels[0].series[0].points[4].value = nil
    #expect(moves(curve) == whole + 1)
  }

  private func moves(_ curve: Curve) -> Int {
    let svg = SVGFigure.render(curve, width: 720)
    let line = svg.split(separator: "\n").last { $0.contains("stroke-width=\"1.8\"") && $0.contains("L") }
    return line?.filter { $0 == "M" }.count ?? 0
  }

  @Test func `captions tell n, the interval and what is missing`() {
    let text = CurveCaption.text(Samples.curve(missing: true))
    #expect(text.contains("Mean over replicates; n = 4 to 5 at each point."))
    #expect(text.contains("95% interval (Student's t)"))
    #expect(text.contains("Of 150 planned tasks, 9 missing: 9 failed."))
    #expect(
      CurveCaption.text(SVGFigureTests.overlaid()).contains(
        "Dashed, with crosses: largest-cluster-ratio of percolation."))
  }

  @Test func `coordinates are short and never broken`() {
    #expect(
      [1.0, 1.5, -0.005, 12.345, 1e300, .nan].map(Palette.number) == ["1", "1.5", "-0.01", "12.35", "0", "0"])
  }
}
