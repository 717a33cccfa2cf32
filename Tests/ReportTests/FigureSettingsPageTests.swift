import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// What a spec says of lettering, ranges and size.
struct FigureSettingsPageTests {
  private func curve(_ change: (inout FigureSettings) -> Void) -> Curve {
    var definition = Samples.definition()
    change(&definition.figure)
    return CurveBuilder.build(
      definition: definition, tasks: Samples.tasks(sigmas: [0.1, 1]),
      labels: Labels(parameters: [Label("sigma", unit: "px")]))
  }

  @Test func `title and labels take the place of names`() {
    let svg = SVGFigure.file(
      curve {
        $0.title = "Percolation of bumps & stripes"
        $0.xLabel = "fraction λ"
        $0.yLabel = "largest cluster"
      })
    for text in [">Percolation of bumps &amp; stripes<", ">fraction λ<", ">largest cluster<"] {
      #expect(svg.contains(text), "\(text)")
    }
    #expect(!svg.contains(">lambda<") && !svg.contains(">largest-cluster-ratio<"))
    var map = Samples.heatMap()
    map.definition.figure.zLabel = "share of seeds"
    map.definition.figure.title = "Phases"
    #expect(SVGFigure.file(map).contains(">share of seeds<") && SVGFigure.file(map).contains(">Phases<"))
  }

  @Test func `an axis begins and ends where it is told to, and lines end at the frame`() throws {
    let curve = curve { $0.yRange = 0.4...0.6 }
    let panel = try #require(FigureLayout(curve.asFigure, width: 720).panels.first)
    #expect(panel.yScale.low == 0.4 && panel.yScale.high == 0.6)
    let svg = SVGFigure.file(curve)
    #expect(svg.contains("overflow=\"hidden\""))
    #expect(CurveCaption.text(curve).contains("Points beyond the frame: "))
    let narrow = self.curve { $0.xRange = 0.15...0.55 }
    #expect(narrow.drawn.allSatisfy { (0.15...0.55).contains($0.x) })
    #expect(CurveCaption.text(narrow).contains("Points outside of the axis, left out of everything: 12."))
  }

  @Test func `letters have at least six points in the place that a figure is made for`() throws {
    for (width, millimetres) in [(FigureSettings.Width.column, 85.0), (.page, 170)] {
      for shape in [curve { $0.width = width }, Samples.heatMap()] {
        var shape = shape
        shape.definition.figure.width = width
        let svg = SVGFigure.file(shape)
        #expect(svg.contains("width=\"\(Int(millimetres))mm\""))
        let box = try #require(svg.firstMatch(of: #/viewBox="0 0 ([0-9.]+) /#)).1
        let points = millimetres / 25.4 * 72 / (try #require(Double(box)))
        let sizes = svg.matches(of: /font-size="([0-9.]+)"/).compactMap { Double($0.1) }
        #expect(try #require(sizes.min()) * points >= 6)
      }
    }
  }

  @Test func `one thing has one colour in every figure`() {
    func colours(_ metrics: [String]) -> [String] {
      var definition = Samples.definition(crossing: nil)
      definition.line.lines = nil
      definition.line.metrics = metrics
      var facts = CurveFacts()
      facts.colours = ["vertical": "#0072b2", "outside": "#d55e00", "intersection": "#d55e00"]
      let curve = CurveBuilder.build(
        definition: definition, tasks: Samples.tasks(sigmas: [1]), facts: facts)
      let series = FigureSeries(curve)
      return metrics.map { series.color(.text($0)) }
    }
    #expect(colours(["all", "vertical"])[1] == "#0072b2")
    #expect(colours(["vertical", "all"])[0] == "#0072b2")
    #expect(Set(colours(["all", "vertical", "outside"])).count == 3)
    #expect(colours(["outside", "intersection"])[1] == "#d55e00")
    #expect(Set(colours(["outside", "intersection", "vertical", "all"])).count == 4)
  }

  @Test func `the colours of pictures have a legend`() {
    let tasks = [Samples.task(0, replicate: 0, ["width": .integer(1)], value: 1)]
    let pictures = Pictures(artifact: "map", columns: "width")
    let figure = PictureFigure(
      CurveDefinition(name: "s", kind: .pictures(pictures)), pictures, tasks: tasks,
      colours: [.init("#d55e00", "held out"), .init("url(evil)", "never")])
    let svg = PictureDrawing(figure).file()
    #expect(svg.contains("fill=\"#d55e00\"") && svg.contains(">held out<"))
    #expect(!svg.contains("evil"))
    #expect(figure.caption.contains("held out"))
  }
}
