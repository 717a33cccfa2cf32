import Spec
import SweepModel
import Testing

@Suite struct SpecParserTests {
  @Test func `every key of a full spec is read`() throws {
    let sweep = try parse(corpus[1])
    #expect(sweep.name == "full-1")
    #expect(sweep.experiment == "sample")
    #expect(sweep.version == 3)
    #expect(sweep.summary == "Accuracy against the fraction of data, for several widths")
    #expect(sweep.parameters["origin"] == .list([.real(1), .real(2.5)]))
    #expect(sweep.parameters["label"] == .text("a: b"))
    #expect(sweep.parameters["hidden"] == .integer(4))
    #expect(sweep.axes.map(\.name) == ["sigma", "lambda", "model"])
    #expect(sweep.axes.map(\.values.count) == [3, 10, 2])
    #expect(sweep.replicates == 3)
    #expect(sweep.seed == 20_240_823)
    #expect(sweep.resources == Resources(threads: 2, memory: 2 << 30))
    #expect(sweep.limits == Limits(time: 14_400, stall: 600, attempts: 5))
    #expect(sweep.priority == 7)
    // 3 x 10 x (linear 1 + relu 2); two exclusions take 1 and 2 of the 30 pairs, three points each.
    #expect(sweep.pointCount == 81)
    #expect(sweep.taskCount == 243)
    #expect(sweep.excluded().map(\.count) == [9, 18])
    #expect(sweep.excluded().map(\.reason) == ["one pixel, one image", "excluded by the spec"])
    #expect(sweep.excludedTaskCount == 27)
    #expect(
      sweep.curves[0]
        == CurveDefinition(
          name: "accuracy", x: "lambda", y: "accuracy", series: "sigma", panel: "model", statistic: .mean,
          interval: .t(level: 0.95), crossing: 0.6, fit: .powerLaw,
          overlay: .init(source: .experiment("theory", parameters: ["threshold": .real(0.005)]), y: "ratio"),
          xScale: .log))
    #expect(sweep.curves[1].interval == .bootstrap(level: 0.9))
    #expect(sweep.curves[1].overlay == .init(source: .sweep("old"), y: "accuracy"))
    #expect(sweep.curves[2].interval == .standardError)
    #expect(sweep.curves[2].yScale == .log)
  }

  @Test func `what a spec leaves out has its default`() throws {
    let sweep = try parse(head)
    #expect(sweep.taskCount == 1)
    #expect(sweep.replicates == 1)
    #expect(sweep.seed == 0)
    #expect(sweep.limits == Limits(time: nil, stall: nil, attempts: 3))
    #expect(sweep.resources == Resources(threads: 1, memory: nil))
    #expect(sweep.priority == 0)
    #expect(sweep.parameters == SampleExperiment().schema.defaults)
    #expect(sweep.profile == nil)
  }

  @Test func `a profile merges over the spec and can remove keys`() throws {
    let sweep = try parse(corpus[1], profile: "smoke")
    #expect(sweep.profile == "smoke")
    #expect(sweep.parameters["image-size"] == .integer(16))
    #expect(sweep.parameters["label"] == .text("a: b"))
    #expect(sweep.axes.map(\.name) == ["sigma", "lambda"])
    #expect(sweep.axes[1].values == [.real(0.3), .real(1)])
    #expect(sweep.taskCount == 6)
    #expect(sweep.curves.isEmpty)
    #expect(sweep.id != (try parse(corpus[1]).id))
  }

  @Test func `overrides come last, in order, and make what is missing`() throws {
    let sweep = try parse(
      corpus[1], profile: "smoke",
      set: [
        "axes.lambda=[0.3]", "replicates=2", "replicates=4", "parameters.hidden=9", "limits.time=1h",
        "axes.sigma=",
      ])
    #expect(sweep.axes.map(\.name) == ["lambda"])
    #expect(sweep.replicates == 4)
    #expect(sweep.parameters["hidden"] == .integer(9))
    #expect(sweep.limits == Limits(time: 3600, stall: 600, attempts: 5))
  }

  @Test func `ranges are exact in decimals`() throws {
    let values = try Array(parse(head + "axes: {lambda: {from: 0.1, to: 1.0, step: 0.1}}").axes[0].values)
    #expect(values == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0].map(ParameterValue.real))
    let widths = try Array(parse(head + "axes: {sigma: {from: 0.1, to: 2.0, step: 0.1}}").axes[0].values)
    #expect(widths.count == 20)
    #expect(widths[6] == .real(0.7))
    let down = try Array(parse(head + "axes: {hidden: {from: 9, to: 1, step: -3}}").axes[0].values)
    #expect(down == [9, 6, 3].map(ParameterValue.integer))
    let single = try Array(parse(head + "axes: {hidden: {from: 9, to: 9, step: 1}}").axes[0].values)
    #expect(single == [.integer(9)])
    let tiny = try Array(parse(head + "axes: {sigma: {from: 1e-3, to: 3.0e-3, step: 1e-3}}").axes[0].values)
    #expect(tiny == [0.001, 0.002, 0.003].map(ParameterValue.real))
  }

  @Test func `logarithmic ranges have round values and exact ends`() throws {
    let powers = try Array(
      parse(head + "axes: {hidden: {log-from: 1, log-to: 1000, count: 4}}").axes[0].values)
    #expect(powers == [1, 10, 100, 1000].map(ParameterValue.integer))
    let reals = try Array(
      parse(head + "axes: {sigma: {log-from: 0.001, log-to: 10, count: 5}}").axes[0].values)
    #expect(reals == [0.001, 0.01, 0.1, 1, 10].map(ParameterValue.real))
  }

  @Test func `zipped axes move together`() throws {
    let sweep = try parse(corpus[2])
    #expect(sweep.taskCount == 3 * 4 * 2)
    let pairs = Set(sweep.points.map { "\($0["image-size"]!)/\($0["base-width"]!)" })
    #expect(pairs == ["16/2", "32/4", "64/8"])
  }

  @Test func `a condition adds axes and parameters only where it holds`() throws {
    let sweep = try parse(
      head + """
        axes: {model: [linear, relu, tanh]}
        when:
          - {if: {model: [relu, tanh]}, then: {axes: {hidden: [16, 64]}}}
          - {if: {hidden: 64}, then: {parameters: {bias: true}}}
        """)
    let seen = sweep.points.map { "\($0["model"]!) \($0["hidden"]!) \($0["bias"]!)" }
    #expect(seen == ["linear 4 false", "relu 16 false", "relu 64 true", "tanh 16 false", "tanh 64 true"])
    #expect(sweep.tasks.map(\.coordinates.count) == [1, 2, 2, 2, 2])
  }
}
