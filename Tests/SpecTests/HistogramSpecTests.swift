import Spec
import SweepModel
import Testing

private struct ScatteringExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "scattering", version: 1, summary: "for tests",
    parameters: [
      ParameterDefinition("depth", .integer(1...8), default: .integer(1), "layers"),
      ParameterDefinition("scale", .real(0...10), default: .real(1), "start"),
    ], metrics: [.init("rise", "of the test loss"), .init("loss", streamed: true, "loss")])

  func run(_ context: any TaskContext) throws -> [String: Double] { ["rise": 1] }
}

private let scattering = ExperimentCatalog([ScatteringExperiment()])
private let start = "name: t\nexperiment: scattering\n"
private let grid = start + "axes: {depth: [1, 2], scale: [1, 2]}\n"

@Suite struct HistogramSpecTests {
  private func curve(_ text: String) throws -> CurveDefinition {
    try #require(try parse(grid + "curves: [\(text)]", catalog: scattering).curves.first)
  }

  @Test func `a histogram is read, and comes back from its stored form`() throws {
    let texts = [
      "{name: a, kind: histogram, x: rise}",
      "{name: a, kind: histogram, x: rise, series: depth, panel: scale, bins: 20, x-range: [0, 1]}",
      "{name: a, kind: histogram, x: loss, step: 10, bins: {width: 0.5}, where: {scale: 1}}",
      "{name: a, kind: histogram, x: loss, step: last, y: density, bins: [0, 1, 4], theory: [[0, 0.5], [2, 0]]}",
    ]
    let found = try texts.map(curve)
    var expected = [Histogram(x: "rise"), Histogram(x: "rise", lines: "depth")]
    expected[1].bins = .count(20)
    expected.append(Histogram(x: "loss", step: .at(10)))
    expected[2].bins = .width(0.5)
    expected.append(Histogram(x: "loss", step: .last))
    expected[3].bins = .edges([0, 1, 4])
    expected[3].height = .density
    expected[3].theory = [.init(x: 0, y: 0.5), .init(x: 2, y: 0)]
    #expect(found.map(\.kind) == expected.map(CurveKind.histogram))
    #expect(found[1].panel == "scale" && found[1].figure.xRange == 0...1)
    #expect(found[2].selection == ["scale": [.real(1)]])
    #expect(found.map(\.streamedMetrics) == [[], [], ["loss"], ["loss"]])
    for text in texts {
      let sweep = try parse(grid + "curves: [\(text)]", catalog: scattering)
      let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: scattering)
      #expect(stored.curves == sweep.curves && stored.id == sweep.id, "\(text)")
    }
  }

  @Test(arguments: [
    (
      "x: rice",
      "3:40: unknown metric of experiment scattering: `rice`; expected one of rise, loss; did you mean `rise`?"
    ),
    (
      "x: rise, step: 3",
      "3:52: `step` with metric `rise`, which is not streamed; expected a streamed metric: loss"
    ),
    ("x: loss, step: -1", "3:52: `-1` for `step`; expected a step, 0 or more, or `last`"),
    ("y: count", "3:10: a histogram without `x`; expected `name` and `x`"),
    (
      "x: rise, y: counts",
      "3:49: unknown `y` `counts`; expected one of count, density; did you mean `count`?"
    ),
    (
      "x: rise, bins: many",
      "3:52: `many` for `bins`; expected a number of bins, {width: NUMBER}, or a list of edges such as [0, 0.5, 1]"
    ),
    ("x: rise, bins: 0", "3:52: `0` for `bins`; expected a whole number in 1...1000"),
    ("x: rise, bins: {width: 0}", "3:60: a width of 0.0 for `bins`; expected a width above 0"),
    ("x: rise, bins: [0]", "3:52: 1 edges in `bins`; expected 2 to 1001 of them"),
    ("x: rise, bins: [0, 2, 1]", "3:59: 1.0 after 2.0 in the edges of `bins`; expected rising edges"),
    (
      "x: rise, bins: [0, 1], x-range: [0, 1]",
      "3:69: `x-range` beside the edges of `bins`; expected one of them"
    ),
    (
      "x: rise, bins: {width: 0.3}, x-range: [0, 1]",
      "3:75: an `x-range` that is no multiple of the bins' width 0.3; expected a range that whole bins fill, or `bins` as a number"
    ),
    (
      "x: rise, theory: [[0, 1], [1, 1]]",
      "3:54: `theory`, which is a density, over counts; expected `y: density`, which does not depend on n and on the bins"
    ),
    ("x: rise, y: density, theory: [[0, 1], [0, 1]]", "3:76: x 0.0 after 0.0 in `theory`; expected rising x"),
    (
      "x: rise, y: density, theory: [[0, 1], [1, -1]]",
      "3:79: a density of -1.0 in `theory`; expected 0 or more"
    ),
    (
      "x: rise, y: density, theory: [[0, 1]]",
      "3:66: 1 points in `theory`; expected at least two, as [[x, density], ...]"
    ),
    (
      "x: rise, series: depth, panel: depth",
      "3:68: `depth` as `series` and as `panel`; expected another parameter"
    ),
  ])
  func `a mistake is named with its place`(mistake: (keys: String, message: String)) {
    let found = problems(
      start + "curves: [{name: a, kind: histogram, \(mistake.keys)}]", catalog: scattering)
    #expect(found == ["s.yaml:" + mistake.message])
  }
}
