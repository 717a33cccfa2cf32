import Spec
import SweepModel
import Testing

/// An experiment with all sorts of metrics.
private struct MeasuredExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "measured", version: 1, summary: "for tests",
    parameters: [
      ParameterDefinition("depth", .integer(1...8), default: .integer(1), "layers"),
      ParameterDefinition("scale", .real(0...10), default: .real(1), "start"),
      ParameterDefinition("model", .choice(["linear", "relu"]), default: .text("linear"), "model"),
      ParameterDefinition("bias", .boolean, default: .boolean(false), "bias"),
    ],
    metrics: [
      .init("share", range: 0...1, "hits"), .init("final-loss", "at the end"),
      .init("loss", streamed: true, final: false, "while it trains"),
      .init("accuracy", streamed: true, range: 0...1, "both"),
    ])

  func run(_ context: any TaskContext) throws -> [String: Double] { ["share": 1] }
}

private let measured = ExperimentCatalog([MeasuredExperiment()])
private let start = "name: t\nexperiment: measured\n"
private let axes = "axes: {depth: [1, 2, 3], model: [linear, relu]}\n"

/// Conditions that never hold, and figures that can never be drawn.
@Suite struct SpecReachTests {
  private func found(_ text: String, profile: String? = nil, set: [String] = []) -> [String] {
    problems(start + text, profile: profile, set: set, catalog: measured)
  }

  private func warnings(_ text: String, profile: String? = nil, set: [String] = []) throws -> [String] {
    try parse(start + text, profile: profile, set: set, catalog: measured).warnings.map(\.description)
  }

  @Test(arguments: [
    (
      "curves: [{name: a, x: depth, y: share, where: {depth: [2, 5]}}]",
      "4:59: `5` for `depth` in `where`, a value that no task has; expected values that `depth` takes: `1`, `2`, `3`"
    ),
    (
      "curves: [{name: a, x: depth, y: share, where: {scale: 2}}]",
      "4:55: `2` for `scale` in `where`, a value that no task has; expected `1`, which `scale` is everywhere, or an axis `scale`"
    ),
    (
      "exclude: [{depth: 1, model: relu}]\ncurves: [{name: a, x: depth, y: share, where: {depth: 1, model: relu}}]",
      "5:47: a `where` that no task meets, though each value of it occurs; expected values that occur together in a point that is not excluded"
    ),
    (
      "exclude: [{depth: [3, 4]}]",
      "4:23: `4` for `depth` in `exclude`, a value that no point has; expected values that `depth` takes: `1`, `2`, `3`"
    ),
    (
      "exclude: [{bias: true}]",
      "4:18: `true` for `bias` in `exclude`, a value that no point has; expected `false`, which `bias` is everywhere, or an axis `bias`"
    ),
    (
      "when: [{if: {bias: true}, then: {parameters: {scale: 2}}}]",
      "4:13: a `when` that holds at no point; expected a condition on values that the axes take: `false`, which `bias` is everywhere, or an axis `bias`"
    ),
    (
      "curves: [{name: a, kind: trajectory, x: loss, y: accuracy, panel: depth, markers: [{name: m, x: 0, y: 0, panel: 7}]}]",
      "4:113: `7` for `depth` in a marker's `panel`, a value that no task has; expected values that `depth` takes: `1`, `2`, `3`"
    ),
    (
      "curves: [{name: a, x: depth, y: loss}]",
      "4:33: metric `loss`, which has values at steps and none of a whole task; expected a final metric: final-loss, share, accuracy, or `x: step`"
    ),
    (
      "curves: [{name: a, kind: heat-map, x: depth, y: model, z: loss}]",
      "4:59: metric `loss`, which has values at steps and none of a whole task; expected a final metric: final-loss, share, accuracy, or `x: step`"
    ),
    (
      "curves: [{name: a, x: depth, y: share, crossing: 60}]",
      "4:50: 60 for `crossing`, which `share` never reaches; expected a level in 0...1; did you mean `0.6`?"
    ),
    (
      "refine: {metric: share, level: -1, along: depth, tolerance: 1}",
      "4:32: -1 for `level`, which `share` never reaches; expected a level in 0...1"
    ),
    (
      "refine: {metric: loss, level: 1, along: depth, tolerance: 1}",
      "4:18: metric `loss`, which has values at steps and none of a whole task; expected a final metric: final-loss, share, accuracy"
    ),
    (
      "curves: [{name: a, x: model, y: share, fit: power-law}]",
      "4:45: `fit` along `model`, whose values are no numbers; expected an `x` of numbers"
    ),
    (
      "curves: [{name: a, x: model, y: share, x-scale: log}]",
      "4:49: `x-scale` along `model`, whose values are no numbers; expected an `x` of numbers"
    ),
    (
      "curves: [{name: a, x: depth, y: share, series: depth}]",
      "4:48: `depth` as `x` and as `series`; expected another parameter"
    ),
    (
      "curves: [{name: a, x: depth, y: share, series: model, panel: model}]",
      "4:62: `model` as `series` and as `panel`; expected another parameter"
    ),
    (
      "exclude: [{model: relu, becuase: why}]",
      "4:25: unknown parameter of experiment measured: `becuase`; expected one of depth, scale, model, bias, because; did you mean `because`?"
    ),
  ])
  func `what can never be is refused, with what would work`(text: String, message: String) {
    #expect(found(axes + text) == ["s.yaml:" + message])
  }

  @Test(arguments: [
    "curves: [{name: a, x: depth, y: share, where: {depth: [1, 3], model: relu}}]",
    "curves: [{name: a, x: step, y: loss}, {name: b, x: depth, y: accuracy, crossing: 1}]",
    "when: [{if: {model: relu}, then: {axes: {scale: [3, 4]}}}]\ncurves: [{name: a, x: depth, y: share, where: {scale: [1, 4]}}]",
    // The block changes the very parameter that it asks for.
    "when: [{if: {depth: 2}, then: {parameters: {bias: true}}}, {if: {bias: true}, then: {parameters: {scale: 0}}}]",
    "when: [{if: {model: relu}, then: {parameters: {scale: 2}}}, {if: {scale: 2}, then: {parameters: {bias: true}}}]\nexclude: [{bias: true, depth: 3}]",
  ])
  func `what can be is accepted without a word`(text: String) throws {
    #expect(try warnings(axes + text) == [])
  }

  @Test func `a profile may leave a condition without points, which is said`() throws {
    let text =
      axes + """
        exclude: [{depth: 3, model: relu}]
        when: [{if: {model: relu}, then: {parameters: {bias: true}}}]
        curves: [{name: a, x: depth, y: share, where: {model: relu}}]
        profiles: {smoke: {axes: {model: [linear]}}, odd: {curves: [{name: a, x: depth, y: share, where: {depth: 8}}]}}
        """
    #expect(try warnings(text) == [])
    let said = try warnings(text, profile: "smoke")
    #expect(said.map { $0.split(separator: " ")[0] } == ["s.yaml:4:29:", "s.yaml:5:13:", "s.yaml:6:55:"])
    #expect(try warnings(text, set: ["axes.model=[linear]"]) == said)
    // What the profile itself brings is its own mistake.
    #expect(found(text, profile: "odd").first?.contains("`8` for `depth` in `where`") == true)
  }

  @Test func `a range that does not reach its end says so, with the values taken`() throws {
    #expect(
      try warnings("axes: {scale: {from: 0.1, to: 1, step: 0.35}}") == [
        "s.yaml:3:31: axis `scale` ends at 0.8 and not at 1: its values are 0.1, 0.45, 0.8; "
          + "expected a `step` that leads from `from` to `to`, or `to: 0.8`"
      ])
    #expect(
      try warnings("axes: {scale: {from: 1, to: 0.05, step: -0.1}}").first?.contains("1, 0.9, ..., 0.1;")
        == true)
    #expect(
      try warnings("axes: {depth: {from: 1, to: 8, step: 5}}").first?.contains("values are 1, 6;") == true)
    #expect(
      try warnings("axes: {scale: {from: 0.1, to: 1.0, step: 0.1}, depth: {from: 1, to: 7, step: 2}}") == [])
  }

  @Test func `a figure over a parameter that does not vary is drawn, and said`() throws {
    let said = try warnings(axes + "curves: [{name: a, x: scale, y: share, series: bias, panel: depth}]")
    #expect(
      said == [
        "s.yaml:4:23: `x: scale` in a figure, while `scale` is 1 in every task; "
          + "expected a parameter that varies: depth, model",
        "s.yaml:4:48: `series: bias` in a figure, while `bias` is false in every task; "
          + "expected a parameter that varies: depth, model",
      ])
    #expect(try warnings("axes: {depth: [1]}\ncurves: [{name: a, x: depth, y: share}]") == [])
  }
}
