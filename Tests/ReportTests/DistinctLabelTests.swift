import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// Labels that are cut still tell their values apart.
struct DistinctLabelTests {
  private static let lists = ["[1, 2, 3, 4, 5, 6.25]", "[1, 2, 3, 4, 5, 6.5]", "[1, 2, 3, 4, 5, 7]"]
  private static let prefix = String(repeating: "initialisation-", count: 8)

  private static let groups: [[String]] = [
    lists, lists.map { $0 + " px" }, ["\(prefix)a", "\(prefix)b", "short"], ["\(prefix)", "\(prefix)more"],
    ["a\(prefix)", "b\(prefix)"], ["x\(prefix)1\(prefix)", "x\(prefix)2\(prefix)"],
    (0..<30).map { "\(prefix)\($0)" }, ["0.123456789012", "0.123456789013"], ["", "a"], ["same", "same"],
    ["\(prefix)a\(prefix)b\(prefix)", "\(prefix)a\(prefix)c\(prefix)", "\(prefix)d\(prefix)b\(prefix)"],
  ]

  @Test(arguments: groups, [40.0, 60, 110, 190, 500])
  func `different texts get different labels that fit`(texts: [String], width: Double) {
    let labels = DistinctLabels.fit(texts, size: 12, width: width)
    #expect(Set(labels).count == Set(texts).count, "\(labels)")
    #expect(labels.allSatisfy { TextWidth.of($0, size: 12) <= width }, "\(labels)")
  }

  @Test func `what differs is shown`() {
    let labels = DistinctLabels.fit(Self.lists, size: 12, width: 110)
    #expect(
      labels == ["…5, 6.25]", "…5, 6.5]", "…5, 7]"] || labels.allSatisfy { $0.hasSuffix("]") }, "\(labels)")
    for (label, item) in zip(labels, ["6.25", "6.5", "7"]) { #expect(label.contains(item), "\(labels)") }
  }

  @Test func `legend, ticks, panels and cells follow the rule, with the whole text at hand`() throws {
    let long = Self.lists.map { text in text.replacing("1, 2", with: Self.prefix) }
    func tasks(_ name: String) -> [TaskRecord] {
      long.enumerated().flatMap { index, text in
        [0.1, 0.2].map { lambda in
          Samples.task(
            index, replicate: 0, [name: .text(text), "lambda": .real(lambda)], value: Double(index))
        }
      }
    }
    let metric = "largest-cluster-ratio"
    let map = CurveDefinition(name: "map", kind: .heatMap(HeatMap(x: "mu", y: "lambda", z: [metric])))
    let rows = CurveDefinition(name: "map", kind: .heatMap(HeatMap(x: "lambda", y: "mu", z: [metric])))
    let definitions = [
      CurveDefinition(name: "legend", x: "lambda", y: metric, series: "mu"),
      CurveDefinition(name: "ticks", x: "mu", y: metric),
      CurveDefinition(name: "panels", x: "lambda", y: metric, panel: "mu"), map, rows,
    ]
    for definition in definitions {
      let curve = CurveBuilder.build(definition: definition, tasks: tasks("mu"))
      for width in [280.0, 360, 720] {
        let svg = SVGFigure.render(curve, width: width)
        let titles = long.map {
          svg.components(separatedBy: "<title>\(definition.name == "panels" ? "mu = " : "")\($0)</title>")
        }
        #expect(titles.allSatisfy { $0.count > 1 }, "\(definition.name) \(width)")
        let shown = titles.map { String($0[1].prefix { $0 != "<" }) }
        #expect(Set(shown).count == 3, "\(definition.name) \(width): \(shown)")
      }
    }
  }

  @Test func `numbers that agree in four digits get more of them`() {
    #expect(NumberText.distinct([0.12341, 0.12342]) == ["0.12341", "0.12342"])
    #expect(NumberText.distinct([0.5, 0.5, 1]) == ["0.5", "0.5", "1"])
    let close = [1.0, 1.0.nextUp, 1.0.nextUp.nextUp]
    #expect(Set(NumberText.distinct(close)).count == 3)
    let tasks = [0.30001, 0.30002].enumerated().map {
      Samples.task($0.offset, replicate: 0, ["depth": .real($0.element), "dimension": .integer(1)], value: 1)
    }
    let map = CurveDefinition(
      name: "map", kind: .heatMap(HeatMap(x: "depth", y: "dimension", z: ["largest-cluster-ratio"])))
    let grid = HeatMapGrid(CurveBuilder.build(definition: map, tasks: tasks), range: nil)
    #expect(grid.xLabels == ["0.30001", "0.30002"])
  }
}
