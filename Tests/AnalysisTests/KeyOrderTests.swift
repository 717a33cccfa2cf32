import Spec
import SweepModel
import Testing

@testable import Analysis

/// The order of series, panels and words.
struct KeyOrderTests {
  private struct Words: Experiment {
    let schema = ExperimentSchema(
      name: "words", version: 1, summary: "for tests",
      parameters: [
        ParameterDefinition("x", .choice(["relu", "gelu", "tanh"]), default: .text("relu"), "word"),
        ParameterDefinition("n", .real(0...100), default: .real(1), "number"),
      ], metrics: [.init("y", "value")])

    func run(_ context: any TaskContext) throws -> [String: Double] { ["y": 1] }
  }

  private func curve(_ keys: String) throws -> Curve {
    let spec = """
      name: t
      experiment: words
      axes: {x: [tanh, relu, gelu], n: [10, 2, 30]}
      curves: [{name: c, x: x, y: y, series: n\(keys)}]
      """
    let catalog = ExperimentCatalog([Words()])
    let sweep = try SpecParser.parse(Array(spec.utf8), file: "t.yaml", catalog: catalog)
    var tasks: [TaskRecord] = []
    // Numbers come back from documents as whole ones.
    for (word, number) in ["gelu", "relu", "tanh"].flatMap({ word in [2, 10, 30].map { (word, $0) } }) {
      tasks.append(
        Fixtures.task(tasks.count, ["x": .text(word), "n": .integer(number)], y: Double(number)))
    }
    return SweepCurves.build(
      sweep, tasks: tasks, catalog: catalog, streams: { _ in [] }, overlay: { _ in OverlayData() })[0]
  }

  @Test func `words stand as the spec lists them, numbers rise`() throws {
    let curve = try curve("")
    #expect(curve.xCategories == ["tanh", "relu", "gelu"])
    #expect(curve.keys.map { $0?.number } == [2, 10, 30])
    #expect(curve.panels[0].series.map { $0.key?.number } == [2, 10, 30])
  }

  @Test func `a curve's own order counts for numbers too`() throws {
    let listed = try curve(", order: spec")
    #expect(listed.keys.map { $0?.number } == [10, 2, 30])
    let falling = try curve(", order: falling")
    #expect(falling.keys.map { $0?.number } == [30, 10, 2])
    #expect(falling.xCategories == ["tanh", "relu", "gelu"])
    #expect(try curve(", order: rising").xCategories == ["gelu", "relu", "tanh"])
  }
}
