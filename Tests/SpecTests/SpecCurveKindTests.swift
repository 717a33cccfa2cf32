import Spec
import SweepModel
import Testing

/// An experiment that streams several metrics.
private struct StreamingExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "streaming", version: 1, summary: "for tests",
    parameters: [
      ParameterDefinition("depth", .integer(1...8), default: .integer(1), "layers"),
      ParameterDefinition("dimension", .integer(1...64), default: .integer(2), "inputs"),
      ParameterDefinition("scale", .real(0...10), default: .real(1), "start"),
    ],
    metrics: [
      .init("rise", "of the test loss"), .init("train-loss", streamed: true, "loss"),
      .init("test-loss", streamed: true, "loss"), .init("theory-loss", streamed: true, "loss"),
      .init("rise-loss", streamed: true, "loss"),
    ])

  func run(_ context: any TaskContext) throws -> [String: Double] { ["rise": 1] }
}

private let streaming = ExperimentCatalog([StreamingExperiment()])
private let start = "name: t\nexperiment: streaming\n"
private let grid = start + "axes: {depth: [1, 2, 3], dimension: [2, 4], scale: [1, 2, 3]}\n"

@Suite struct SpecCurveKindTests {
  private func curve(_ text: String) throws -> CurveDefinition {
    try #require(try parse(grid + "curves: [\(text)]", catalog: streaming).curves.first)
  }

  @Test func `a heat map is read`() throws {
    let curve = try curve(
      "{name: a, kind: heat-map, x: depth, y: dimension, z: rise, panel: scale, z-scale: log}")
    var map = HeatMap(x: "depth", y: "dimension", z: ["rise"])
    map.scale = .log
    #expect(curve == CurveDefinition(name: "a", kind: .heatMap(map), panel: "scale"))
    #expect(curve.metrics == ["rise"])
    #expect(curve.lines == "dimension")
    #expect(curve.streamedMetrics.isEmpty)
  }

  @Test func `a trajectory is read`() throws {
    let curve = try curve(
      """
      {name: a, kind: trajectory, x: train-loss, y: test-loss, series: depth, aspect: equal,
       markers: [{name: test, x: 1, y: -2.5}]}
      """)
    var trajectory = Trajectory(x: "train-loss", y: "test-loss", lines: "depth")
    trajectory.markers = [.init(name: "test", x: 1, y: -2.5)]
    trajectory.hasEqualAspect = true
    #expect(curve == CurveDefinition(name: "a", kind: .trajectory(trajectory)))
    #expect(curve.streamedMetrics == ["train-loss", "test-loss"])
  }

  @Test func `a scaling takes its axes from the curve that it is of`() throws {
    let curves = try parse(
      grid + """
        curves:
          - {name: a, x: depth, y: rise, series: dimension, panel: scale, crossing: 0.5, where: {scale: [1, 2]},
             interval: {bootstrap: 90%}}
          - {name: b, kind: scaling, of: a}
          - {name: c, kind: scaling, of: a, y: rise, guides: [1, -0.5]}
        """, catalog: streaming
    ).curves
    let scaling = Scaling(of: "a", x: "dimension", y: "depth", lines: "scale")
    #expect(
      curves[1]
        == CurveDefinition(
          name: "b", kind: .scaling(scaling), selection: curves[0].selection,
          interval: .bootstrap(level: 0.9)))
    var read = scaling
    read.y = "rise"
    read.guides = [1, -0.5]
    #expect(curves[2].kind == .scaling(read))
  }

  @Test func `several metrics and their theory are read`() throws {
    let curve = try curve(
      "{name: a, x: step, y: [train-loss, test-loss], theory: [theory-loss, rise-loss], x-scale: log}")
    #expect(curve.word == "curve")
    #expect(curve.metrics == ["train-loss", "test-loss"])
    #expect(curve.theory == ["theory-loss", "rise-loss"])
    #expect(
      try self.curve("{name: a, x: step, y: train-loss, theory: theory-loss}").theory == ["theory-loss"])
    #expect(try self.curve("{name: a, x: step, y: [train-loss]}").showsSeveralMetrics == false)
  }

  @Test func `a heat map of several metrics over the step is read`() throws {
    let curve = try curve(
      "{name: a, kind: heat-map, x: step, y: metric, z: [train-loss, test-loss], z-range: [0, 1]}")
    #expect(curve.metrics == ["train-loss", "test-loss"])
    var map = HeatMap(x: "step", y: "metric", z: ["train-loss", "test-loss"])
    map.range = 0...1
    #expect(curve.kind == .heatMap(map))
    #expect(map.hasMetricRows && curve.lines == nil)
    #expect(curve.streamedMetrics == ["train-loss", "test-loss"])
    let rows = try self.curve("{name: a, kind: heat-map, x: step, y: depth, z: train-loss}")
    #expect(rows.lines == "depth" && rows.streamedMetrics == ["train-loss"])
  }

  @Test func `a curve of some tasks knows which`() throws {
    let curve = try curve("{name: a, x: dimension, y: rise, where: {depth: [1, 2], scale: 3}}")
    #expect(curve.selection == ["depth": [.integer(1), .integer(2)], "scale": [.real(3)]])
    #expect(curve.selects(TaskPoint(["depth": .integer(2), "scale": .integer(3), "dimension": .integer(9)])))
    #expect(!curve.selects(TaskPoint(["depth": .integer(3), "scale": .real(3)])))
    #expect(!curve.selects(TaskPoint(["scale": .real(3)])))
    #expect(curve.selectsOverlay(TaskPoint(["scale": .real(3)])))
    #expect(!curve.selectsOverlay(TaskPoint(["scale": .real(4)])))
  }

  @Test func `lists of numbers are the same however their numbers are stored`() {
    let condition: Condition = ["mu": [.list([.real(1), .real(1.5)])]]
    #expect(condition.holds(["mu": .list([.integer(1), .real(1.5)])], missing: false))
    #expect(!condition.holds(["mu": .list([.integer(1)])], missing: false))
  }

  @Test func `a marker may be for some panels`() throws {
    let curve = try curve(
      """
      {name: a, kind: trajectory, x: train-loss, y: test-loss, panel: depth,
       markers: [{name: test, x: 1, y: 1, panel: 1}, {name: test, x: 2, y: 2, panel: [2, 3]}]}
      """)
    guard case .trajectory(let trajectory) = curve.kind else {
      Issue.record("\(curve.kind)")
      return
    }
    #expect(trajectory.markers.map(\.panels) == [[.integer(1)], [.integer(2), .integer(3)]])
    #expect(trajectory.markers.map { $0.isIn(panel: .real(2)) } == [false, true])
  }

  @Test func `the interval of a share can be asked for`() throws {
    let curve = try curve("{name: a, x: depth, y: rise, interval: {wilson: 90%}}")
    #expect(curve.interval == .wilson(level: 0.9))
  }

  @Test func `every kind comes back from its stored form`() throws {
    let spec =
      grid + """
        curves:
          - {name: a, kind: heat-map, x: depth, y: dimension, z: rise, z-scale: log, interval: {wilson: 95%}}
          - {name: b, kind: trajectory, x: train-loss, y: test-loss, aspect: equal,
             markers: [{name: test, x: 1, y: 2}, {name: train, x: 0.1, y: 0}]}
          - {name: c, x: step, y: [train-loss, test-loss], theory: [theory-loss, train-loss], where: {scale: [1, 2]}}
          - {name: d, kind: heat-map, x: step, y: metric, z: [train-loss, test-loss], z-range: [0.5, 2]}
          - {name: e, kind: trajectory, x: train-loss, y: test-loss, panel: scale,
             markers: [{name: test, x: 1, y: 2, panel: [1, 2]}]}
          - {name: f, x: depth, y: rise, series: dimension, panel: scale, crossing: 0.5}
          - {name: g, kind: scaling, of: f, y: rise, guides: [1, 2]}
        """
    let sweep = try parse(spec, catalog: streaming)
    let restored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: streaming)
    #expect(restored.curves == sweep.curves)
    #expect(restored.id == sweep.id)
  }

  @Test func `a plain curve is stored as ever, so that sweeps keep their ids`() throws {
    let plain = try parse(start + "curves: [{name: a, x: depth, y: rise}]", catalog: streaming)
    let named = try parse(start + "curves: [{name: a, kind: curve, x: depth, y: rise}]", catalog: streaming)
    #expect(named.id == plain.id)
    for key in ["kind", "more-y", "theory", "\"z\"", "z-scale", "z-range", "aspect", "markers", "where"] {
      #expect(!plain.resolvedJSON.contains(key), "\(key)")
    }
  }

  @Test(arguments: [
    (
      "{name: a, kind: heatmap, x: depth, y: dimension, z: rise}",
      "3:26: unknown `kind` `heatmap`; expected one of curve, heat-map, trajectory, scaling, histogram, pictures; did you mean `heat-map`?"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: dimension}",
      "3:10: a heat map without `z`; expected `name`, `x`, `y` and `z`"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: dimensoin, z: rise}",
      "3:49: unknown parameter of experiment streaming: `dimensoin`; expected one of depth, dimension, scale, metric; did you mean `dimension`?"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: dimension, z: rice}",
      "3:63: unknown metric of experiment streaming: `rice`; expected one of rise, train-loss, test-loss, theory-loss, rise-loss; did you mean `rise`?"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: depth, z: rise}",
      "3:49: `depth` on both axes; expected two different parameters"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: dimension, z: rise, panel: depth}",
      "3:76: `depth` on an axis and as `panel`; expected another parameter"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: dimension, z: rise, series: scale}",
      "3:69: `series` in a curve of kind heat-map; expected `kind: curve` or `kind: trajectory` or `kind: histogram`, or one of name, kind, x, y, z, panel, statistic, interval, z-scale, z-range, where, title, x-label, y-label, order, width, z-label"
    ),
    (
      "{name: a, x: depth, y: rise, z: rise}",
      "3:39: `z` in a curve of kind curve; expected `kind: heat-map`, or one of name, kind, x, y, series, panel, statistic, interval, crossing, fit, overlay, theory, x-scale, y-scale, where, title, x-label, y-label, order, width, x-range, y-range"
    ),
    (
      "{name: a, x: depth, y: rise, pannel: scale}",
      "3:39: unknown key `pannel`; expected one of name, kind, x, y, series, panel, statistic, interval, crossing, fit, overlay, theory, x-scale, y-scale, where, title, x-label, y-label, order, width, x-range, y-range; did you mean `panel`?"
    ),
    (
      "{name: a, kind: trajectory, x: rise, y: test-loss}",
      "3:41: metric `rise`, which is not streamed, in a trajectory; expected a streamed metric: train-loss, test-loss, theory-loss, rise-loss"
    ),
    (
      "{name: a, kind: trajectory, x: tran-loss, y: test-loss}",
      "3:41: unknown metric of experiment streaming: `tran-loss`; expected one of rise, train-loss, test-loss, theory-loss, rise-loss; did you mean `train-loss`?"
    ),
    (
      "{name: a, kind: trajectory, x: test-loss, y: test-loss}",
      "3:55: `test-loss` on both axes; expected two different metrics"
    ),
    (
      "{name: a, kind: trajectory, x: train-loss, y: test-loss, markers: [{name: b, x: 1}]}",
      "3:77: a marker without its name or place; expected `name`, `x` and `y`"
    ),
    (
      "{name: a, kind: trajectory, x: train-loss, y: test-loss, markers: [{name: b, x: 1, y: far}]}",
      "3:96: `far` for `y`; expected a number"
    ),
    (
      "{name: a, kind: trajectory, x: train-loss, y: test-loss, aspect: equals}",
      "3:75: unknown `aspect` `equals`; expected one of equal, free; did you mean `equal`?"
    ),
    (
      "{name: a, kind: scaling}", "3:10: a scaling without `of`; expected `name` and `of`"
    ),
    (
      "{name: a, kind: scaling, of: b}",
      "3:39: `b` for `of`; expected an earlier curve with `series` and `crossing`"
    ),
    (
      "{name: b, x: depth, y: rise, series: scale, crossing: 1}, {name: a, kind: scaling, of: c}",
      "3:97: `c` for `of`; expected an earlier curve with `series` and `crossing`: `b`"
    ),
    (
      "{name: b, x: depth, y: rise, series: scale, crossing: 1}, {name: a, kind: scaling, of: b, y: rice}",
      "3:103: unknown metric of experiment streaming: `rice`; expected one of rise, train-loss, test-loss, theory-loss, rise-loss; did you mean `rise`?"
    ),
    (
      "{name: b, x: depth, y: rise, series: scale, crossing: 1}, {name: a, kind: scaling, of: b, x: depth}",
      "3:100: `x` in a curve of kind scaling; expected `kind: curve` or `kind: heat-map` or `kind: trajectory` or `kind: histogram` or `kind: pictures`, or one of name, kind, of, y, guides, title, x-label, y-label, width, x-range, y-range"
    ),
    (
      "{name: a, x: step, y: [train-loss, rise]}",
      "3:23: `x: step` with metric `rise`, which is not streamed; expected a streamed metric: train-loss, test-loss, theory-loss, rise-loss"
    ),
    (
      "{name: a, x: step, y: [train-loss, test-los]}",
      "3:45: unknown metric of experiment streaming: `test-los`; expected one of rise, train-loss, test-loss, theory-loss, rise-loss; did you mean `test-loss`?"
    ),
    (
      "{name: a, x: step, y: [train-loss, train-loss]}",
      "3:45: `train-loss` a second time in `y`; expected each metric once"
    ),
    (
      "{name: a, x: depth, y: rise, where: {dept: 1}}",
      "3:47: unknown parameter of experiment streaming: `dept`; expected one of depth, dimension, scale; did you mean `depth`?"
    ),
    (
      "{name: a, x: depth, y: rise, where: {depth: []}}",
      "3:54: no values for parameter `depth`; expected at least one"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: metric, z: rise}",
      "3:49: `y: metric` with one metric in `z`; expected several metrics, or a parameter"
    ),
    (
      "{name: a, kind: heat-map, x: step, y: depth, z: [train-loss, test-loss]}",
      "3:48: `y: depth` with 2 metrics in `z`; expected `y: metric`, or one metric"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: scale, z: rise, z-range: [1, 0]}",
      "3:74: `z-range` from 1.0 to 0.0; expected the lower number first"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: scale, z: rise, z-range: [0, 1], z-scale: log}",
      "3:74: `z-range` from 0.0 on a logarithmic scale; expected a range above 0"
    ),
    (
      "{name: a, kind: heat-map, x: depth, y: scale, z: rise, z-range: [0]}",
      "3:74: 1 numbers in `z-range`; expected two, such as [0, 1]"
    ),
    (
      "{name: a, kind: trajectory, x: train-loss, y: test-loss, markers: [{name: b, x: 1, y: 2, panel: 1}]}",
      "3:106: a marker's `panel` in a curve without one; expected `panel` in the curve too"
    ),
    ("{name: a, x: step, y: []}", "3:32: an empty list for `y`; expected at least one metric"),
    (
      "{name: a, x: step, y: [train-loss, test-loss], series: depth}",
      "3:65: `series` with 2 metrics, whose lines they are; expected `panel`, or one metric"
    ),
    (
      "{name: a, x: step, y: [train-loss, test-loss], theory: theory-loss}",
      "3:65: 1 in `theory` for 2 in `y`; expected one for each, in order"
    ),
    (
      "{name: a, x: depth, y: rise, theory: theory-loss, overlay: {sweep: old, y: rise}}",
      "3:69: `overlay` with `theory`; expected one of them"
    ),
    (
      "{name: a, x: depth, y: rise, statistic: median, interval: {wilson: 95%}}",
      "3:69: `wilson` of a median; expected `{bootstrap: 95%}` or `none`"
    ),
  ])
  func `a mistake is named with its place`(mistake: (curve: String, message: String)) {
    let found = problems(start + "curves: [\(mistake.curve)]", catalog: streaming)
    #expect(found == ["s.yaml:" + mistake.message])
  }
}
