import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// Figures of crossings against what tells the lines apart.
@Suite struct ScalingPageTests {
  /// Two lines: one of slope 2 with all of its crossings, one of slope 1 of which a crossing is unknown.
  private static func scaling(guides: [Double] = [1, 2]) -> Curve {
    var source = Samples.curve()
    source.definition.name = "source"
    func line(_ name: String, _ values: [Double?]) -> CurveSeries {
      let points = zip([8.0, 16, 32], values).map { x, value in
        var point = CurvePoint(x: x, census: PointCensus())
        point.value = value
        point.lower = value.map { $0 / 1.2 }
        point.upper = value.map { $0 * 1.3 }
        return point
      }
      let known = points.compactMap { point in
        point.value.map { (x: point.x, y: $0, lower: point.lower, upper: point.upper) }
      }
      return CurveSeries(key: .text(name), points: points, fit: PowerLawFit(intervals: known))
    }
    let definition = CurveDefinition(
      name: "scaling",
      kind: .scaling(
        Scaling(of: "accuracy", x: "image-size", y: "images-2d", lines: "dataset", guides: guides)))
    var curve = source
    curve.definition = definition
    curve.names = Labels(parameters: [], metrics: [Label("images-2d", unit: "images")])
    curve.xCategories = nil
    curve.panels = [
      CurvePanel(
        series: [line("bump", [20, 80, 320]), line("bump+stripes", [10, nil, 40])], overlay: [])
    ]
    return curve
  }

  @Test func `bars, power laws and guides are drawn, and nothing leaves the panel`() throws {
    let svg = SVGFigure.render(Self.scaling())
    let document = try XMLDocument(xmlString: svg)
    func count(_ path: String) throws -> Int { try document.nodes(forXPath: path).count }
    #expect(try count("//*[text()='slope 1']") == 1 && count("//*[text()='slope 2']") == 1)
    #expect(try count("//*[@stroke-dasharray='1.5 2.5']") == 3, "one power law a line, and the legend")
    #expect(try count("//*[@stroke-opacity='0.75']") == 2, "bars, not bands")
    let bare = SVGFigure.render(Self.scaling(guides: []))
    #expect(!bare.contains(">slope"))
    let layout = FigureLayout(Self.scaling().asFigure, width: 1040)
    let panel = try #require(layout.panels.first)
    for slope in [-3.0, 0, 0.1, 1, 2, 40] {
      let line = panel.guide(slope, Self.scaling().panels[0].series)
      let numbers =
        line.split(separator: "\"").dropFirst().first?.split { "ML ".contains($0) }
        .compactMap { Double($0) } ?? []
      #expect(numbers.count == 4, "\(line)")
      for (index, number) in numbers.enumerated() {
        let range =
          index % 2 == 0
          ? panel.left - 0.1...panel.left + panel.width + 0.1
          : panel.top - 0.1...panel.top + panel.height + 0.1
        #expect(range.contains(number), "slope \(slope)")
      }
    }
  }

  @Test func `the caption and the first lines tell the slopes and what is unknown`() {
    let text = CurveCaption.text(Self.scaling())
    #expect(
      text.contains("images-2d, where the lines of accuracy first cross their level, against image-size."))
    #expect(text.contains("No crossing is known on 1 of 6 lines."))
    #expect(text.contains("Grey: slopes 1 and 2."))
    let sentences = Headline.sentences(Samples.input(curves: [Self.scaling()]))
    #expect(
      sentences.contains {
        $0.hasPrefix("images-2d grows as image-size to the power 2 (95% interval 1.")
          && $0.contains("for dataset = bump, 1 (95% interval 0.")
          && $0.hasSuffix("for dataset = bump+stripes.")
      }, "\(sentences)")
  }
}
