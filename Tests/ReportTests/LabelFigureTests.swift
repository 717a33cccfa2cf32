import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// Symbols, words and units of an experiment's schema, wherever a report says a name.
struct LabelFigureTests {
  private static let names = Labels(
    parameters: [
      Label("sigma", symbol: "σ", unit: "px"), Label("lambda", symbol: "λ"),
      Label("threshold", words: "overlap & touch"),
    ],
    metrics: [Label("largest-cluster-ratio", words: "largest cluster")])

  private func curve(panels: Bool = false, _ change: (inout CurveDefinition) -> Void = { _ in }) -> Curve {
    var definition = Samples.definition(panel: panels ? "threshold" : nil)
    change(&definition)
    let tasks = Samples.tasks(sigmas: [0.1, 0.3], thresholds: panels ? [0.005, 0.05] : [0.05])
    return CurveBuilder.build(definition: definition, tasks: tasks, labels: Self.names)
  }

  private func texts(_ svg: String) throws -> [String] {
    try XMLDocument(xmlString: svg).nodes(forXPath: "//*[local-name()='text']").compactMap(\.stringValue)
  }

  @Test func `axes, legend and panels say them`() throws {
    let page = try texts(SVGFigure.render(curve(panels: true), width: 1040))
    for text in ["λ", "largest cluster", "σ (px)", "0.3", "overlap & touch = 0.05"] {
      #expect(page.contains(text), "\(text) in \(page)")
    }
    let column = try texts(SVGFigure.render(curve(), width: 360))
    #expect(column.contains("σ = 0.3 px") && !column.contains("σ (px)"), "\(column)")
    for name in ["sigma", "lambda", "largest-cluster"] {
      #expect(!(page + column).contains { $0.contains(name) }, "\(name) in \(page + column)")
    }
  }

  @Test(arguments: [360.0, 1040])
  func `a long title of the values ends within the image`(width: Double) throws {
    let long = curve { $0.figure.yLabel = "connected neighbours at a largest cluster ratio that is one half" }
    let svg = SVGFigure.render(long, width: width)
    let image = try XMLDocument(xmlString: svg)
    let box = try #require(svg.firstMatch(of: /viewBox="0 0 [0-9.]+ ([0-9.]+)"/))
    let height = try #require(Double(box.1))
    let turned = try image.nodes(forXPath: "//*[local-name()='text'][starts-with(@transform, 'rotate(-90')]")
    let title = try #require(turned.first)
    let place = try #require(title.xmlString.firstMatch(of: /rotate\(-90 [0-9.]+ ([0-9.]+)\)/))
    let y = try #require(Double(place.1))
    let text = try #require(title.children?.last?.stringValue)
    #expect(text.hasPrefix("connected"))
    #expect(TextWidth.of(text, size: FigureStyle.titleSize) <= 2 * min(y, height - y), "\(text)")
  }

  @Test func `a symbol changes no line of a figure`() throws {
    func shapes(_ curve: Curve) throws -> [String] {
      try XMLDocument(xmlString: SVGFigure.render(curve, width: 1040))
        .nodes(forXPath: "//*[local-name()='path']").map(\.xmlString)
    }
    var plain = curve(panels: true)
    plain.names = Labels()
    #expect(try shapes(plain) == shapes(curve(panels: true)))
  }

  @Test func `captions, tables and first lines say them`() {
    let one = curve { $0.selection = ["sigma": [.real(0.1), .real(0.3)]] }
    let caption = CurveCaption.text(one)
    #expect(caption.contains("Only σ = 0.1 or 0.3 px.") && caption.contains("Colours: σ"), "\(caption)")
    #expect(one.asFigure.headline?.hasPrefix("largest cluster crosses 0.5 at λ = ") == true)
    var input = Samples.input(curves: [one])
    input.labels = Self.names
    let html = HTMLReport.render(input)
    #expect(html.contains("<th class=\"n\" scope=\"col\">σ (px)</th>"))
    #expect(html.contains("λ at largest cluster = 0.5</th>"))
    #expect(html.contains("<td>σ</td><td>sigma</td><td>px</td>"))
    let told = HTMLReport.render(Samples.input(curves: [curve { $0.figure.xLabel = "part <λ>" }]))
    #expect(told.contains("part &lt;λ&gt; at level 0.5</th>") && !told.contains("part <λ>"))
  }

  @Test func `what a scaling reads off is named by its parts`() throws {
    let source = curve(panels: true)
    let definition = CurveDefinition(
      name: "scaling", kind: .scaling(Scaling(of: "percolation", x: "sigma", y: "lambda", lines: "threshold"))
    )
    var facts = CurveFacts()
    facts.labels = Self.names
    let scaling = CurveBuilder.build(definition: definition, tasks: [], of: source, facts: facts)
    let shown = try texts(SVGFigure.render(scaling))
    #expect(shown.contains("λ at largest cluster = 0.5") && shown.contains("σ (px)"), "\(shown)")
  }

  @Test func `exports keep the names, and documents carry both`() throws {
    let one = curve { $0.figure.yLabel = "largest part" }
    #expect(!CurveTable.csv([one]).contains("σ") && !CurveTable.csv([one]).contains("λ"))
    let json = CurveTable.json([one])
    #expect(json.contains(#""x":"lambda","y":"largest-cluster-ratio""#))
    #expect(
      json.contains(
        #""series":{"name":"sigma","symbol":"σ","label":null,"unit":"px","printed":"σ (px)"},"panel":null"#),
      "\(json.prefix(600))")
    #expect(json.contains(#""label":"largest cluster","unit":"","printed":"largest part""#))
  }

  @Test func `pictures say them`() throws {
    let tasks = [Samples.task(0, replicate: 0, ["sigma": .real(1), "lambda": .real(0.5)], value: 1)]
    let pictures = Pictures(artifact: "map", columns: "lambda", rows: "sigma")
    let figure = PictureFigure(
      CurveDefinition(name: "s", kind: .pictures(pictures), panel: "sigma"), pictures, tasks: tasks,
      labels: Self.names)
    let shown = try texts(PictureDrawing(figure).render())
    #expect(shown.contains("λ") && shown.contains("σ (px)") && shown.contains("σ = 1 px"), "\(shown)")
  }

  @Test func `a terminal of ASCII has the names`() {
    let plot = TextPlot(style: .ascii).render(curve(panels: true))
    #expect(plot.hasPrefix("largest-cluster-ratio against lambda, threshold = "), "\(plot)")
    #expect(plot.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(TextPlot().render(curve()).hasPrefix("largest cluster against λ"))
  }
}
