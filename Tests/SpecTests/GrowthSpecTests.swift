import Spec
import SweepModel
import Testing

/// `compare`, `budget` and `refine` in a plane: what they mean, what is refused, and what is stored.
@Suite struct GrowthSpecTests {
  private static let axes = "axes: {sigma: [1, 2, 3], lambda: [0.1, 0.2, 0.3, 0.4], model: [relu, tanh]}\n"
  private static let rule = "compare: {metric: accuracy, between: {sigma: [3, 1]}, tolerance: 0.1"

  static let mistakes: [(spec: String, message: String)] = [
    (axes + "compare: 3", "4:10: `3` as `compare`; expected a mapping (`key: value`)"),
    (
      axes + "compare: {metric: accuracy, tolerance: 0.1}",
      "4:10: `compare` without `between`; expected `metric`, `between` and `tolerance`"
    ),
    (
      axes + "compare: {metric: train-los, between: {sigma: [3, 1]}, tolerance: 0.1}",
      "4:19: unknown metric of experiment sample: `train-los`; expected one of accuracy, train-loss; did you mean `train-loss`?"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sigma: [3]}, tolerance: 0.1}",
      "4:46: 1 value of `sigma` for `between`; expected an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sigma: [3, 1, 2]}, tolerance: 0.1}",
      "4:46: 3 values of `sigma` for `between`; expected an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sigma: [3, 1], lambda: [0.1, 0.2]}, tolerance: 0.1}",
      "4:54: 2 axes for `between`; expected an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sigma: 3}, tolerance: 0.1}",
      "4:46: `3` as the values of `sigma` for `between`; expected an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    ),
    (
      axes + "compare: {metric: accuracy, between: sigma, tolerance: 0.1}",
      "4:38: `sigma` for `between`; expected an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    ),
    (
      axes + rule + ", statistic: median, assume: normal}",
      "4:98: `assume` beside `statistic: median`, whose intervals assume nothing; expected one of the two"
    ),
    (
      axes + "exclude: [{sigma: 3, model: relu}]\n" + rule + ", each: [model]}",
      "5:77: no comparison at model relu: no point has sigma 3; expected points with both values, or none with either; see `exclude` and `when`"
    ),
    (
      axes
        + "exclude: [{sigma: 3, lambda: [0.1, 0.2], model: tanh}, {sigma: 1, lambda: [0.3, 0.4], model: tanh}]\n"
        + rule + ", each: [model]}",
      "5:77: no comparison at model tanh: no point with sigma 3 is one with 1 and the same other parameters; expected points with both values, or none with either; see `exclude` and `when`"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sigma: [3, 3]}, tolerance: 0.1}",
      "4:46: one value compared with itself; expected an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sigma: [3, 7]}, tolerance: 0.1}",
      "4:50: `7`, which the axis `sigma` does not have; expected one of 1, 2, 3"
    ),
    (
      axes + "compare: {metric: accuracy, between: {sgma: [3, 1]}, tolerance: 0.1}",
      "4:39: unknown axis `sgma`; expected one of sigma, lambda, model; did you mean `sigma`?"
    ),
    (axes + rule + ", each: [sigma]}", "4:78: unknown axis `sigma`; expected one of lambda, model"),
    (
      axes + rule + ", assume: bounded}",
      "4:79: `assume: bounded` for `accuracy`, whose values nothing bounds on both sides; expected `assume: normal`, `statistic: median`, or a metric with a range"
    ),
    (
      axes + rule + ", error: 0%}",
      "4:78: `0%` as an error rate; expected a percentage above 0% and below 100%"
    ),
    (
      axes + "replicates: 9\n" + rule + ", replicates: 8}",
      "5:83: `8` for `replicates` of `compare`; expected at least 9, the `replicates` that every point gets"
    ),
    (
      axes + "exclude: [{sigma: 3, lambda: [0.1, 0.2]}, {sigma: 1, lambda: [0.3, 0.4]}]\n" + rule + "}",
      "5:38: a comparison of series that share no points: wherever sigma is 3, there is no point with 1 and the same other parameters; expected values with points in common; see `exclude` and `when`"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.5, along: lambda, tolerance: 0.05}\n" + rule + "}",
      "5:10: `compare` beside `refine`; expected one question of a sweep; two sweeps share their tasks"
    ),
    (
      axes + "budget: 6h",
      "4:9: `budget` for a grid, which costs what its tasks take; expected `refine` or `compare`, whose replicates and points it buys; `percolate plan` says what a grid takes"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.5, along: [lambda, sigma, model], tolerance: 0.05}",
      "4:47: 3 axes for `along`; expected one, or the two of a plane; for each value of a third one there is a plane of its own"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.5, along: [lambda, model], tolerance: 0.05}",
      "4:56: the axis `model`, whose values are no numbers; expected an axis of numbers"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.5, along: [lambda, lambda], tolerance: 0.05}",
      "4:47: the axis `lambda` twice; expected two axes"
    ),
  ]

  @Test(arguments: mistakes) func `what cannot be answered is refused`(spec: String, message: String) {
    #expect(problems(head + spec) == ["s.yaml:" + message])
  }

  @Test func `a comparison keeps the grid's tasks, and is stored`() throws {
    let grid = try parse(head + Self.axes + "replicates: 4")
    let sweep = try parse(
      head + Self.axes + "replicates: 4\n" + Self.rule + ", each: [model], error: 1%}\nbudget: 2h")
    let rule = try #require(sweep.comparison)
    #expect(rule.first == .real(3) && rule.second == .real(1) && rule.each == ["model"] && rule.error == 0.01)
    #expect(rule.assumption == .normal && rule.replicates == 40 && sweep.budget == 7200)
    #expect(sweep.tasks.map(\.id) == grid.tasks.map(\.id) && sweep.id != grid.id)
    #expect(sweep.taskCount == 96 && sweep.mostTaskCount == 96 + 2 * 8 * 36)
    let shared = try #require(sweep.grid).shared(rule)
    #expect(shared.map(\.series.count) == [4, 4])
    #expect(shared.map { $0.coordinates.map(\.value.description) } == [["relu"], ["tanh"]])
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(stored.comparison == rule && stored.budget == 7200 && stored.id == sweep.id)
    #expect(stored.tasks.map(\.id) == sweep.tasks.map(\.id))
    #expect(!grid.resolvedJSON.contains("compare") && !grid.resolvedJSON.contains("budget"))
  }

  @Test func `values that are words can be compared`() throws {
    let sweep = try parse(
      head + Self.axes + "compare: {metric: accuracy, between: {model: [tanh, relu]}, tolerance: 0.1}")
    let rule = try #require(sweep.comparison)
    let pair = try #require(sweep.grid?.pair(rule))
    #expect(pair.first == 1 && pair.second == 0)
    #expect(sweep.grid?.shared(rule).map(\.series.count) == [12])
  }

  @Test func `a plane starts with some rows, each over its whole length`() throws {
    let sweep = try parse(
      head
        + "axes: {lambda: {from: 0.05, to: 1, step: 0.05}, sigma: {from: 1, to: 9, step: 1}, model: [relu, tanh]}\nreplicates: 2\n"
        + "refine: {metric: accuracy, level: 0.5, along: [lambda, sigma], tolerance: 0.05}")
    let grid = try #require(sweep.grid)
    #expect(grid.planes.count == 2 && grid.planes.allSatisfy { $0.rows.map(\.y) == (1...9).map(Double.init) })
    #expect(sweep.taskCount == 2 * 2 * 3 * 5 && sweep.tasks.count == sweep.taskCount)
    #expect(sweep.mostTaskCount == 2 * 9 * 20 * 20)
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(stored.refinement == sweep.refinement && stored.tasks.map(\.id) == sweep.tasks.map(\.id))
    #expect(stored.refinement?.across == "sigma")
  }

  @Test func `the median is compared without an assumption, and is stored`() throws {
    let sweep = try parse(head + Self.axes + "replicates: 4\n" + Self.rule + ", statistic: median}")
    let rule = try #require(sweep.comparison)
    #expect(rule.assumption == .nothing && rule.statistic == .median)
    let mean = try parse(head + Self.axes + "replicates: 4\n" + Self.rule + ", statistic: mean}")
    #expect(mean.comparison?.assumption == .normal && mean.id != sweep.id)
    #expect(try mean.id == parse(head + Self.axes + "replicates: 4\n" + Self.rule + "}").id)
    #expect(!mean.resolvedJSON.contains("statistic"))
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(stored.comparison == rule && stored.id == sweep.id)
  }

  @Test func `fewer pairs than say anything are said`() throws {
    func warnings(_ more: String) throws -> [String] {
      try parse(head + Self.axes + "replicates: 4\n" + Self.rule + more + "}").warnings.map(\.description)
    }
    #expect(
      try warnings(", replicates: 11") == [
        "s.yaml:5:83: at most 11 replicates of a point: of fewer than 12 pairs `assume: normal` says nothing at this error rate; expected `replicates: 12` or more in `compare`"
      ])
    #expect(try warnings(", replicates: 12") == [])
    #expect(try warnings(", statistic: median, replicates: 8") == [])
    #expect(try warnings(", statistic: median, replicates: 7").count == 1)
    // Two comparisons share the rate.
    #expect(try warnings(", each: [model], replicates: 13").count == 1)
  }

  @Test func `series of a grid are those of a walk over all of its points`() throws {
    let sweep = try parse(
      head
        + "axes: {model: [relu, tanh], lambda: {from: 0.05, to: 1, step: 0.05}, sigma: {from: 1, to: 5, step: 1}}\n"
        + "exclude: [{lambda: [0.05, 0.3], sigma: 2}, {lambda: 0.5}, {sigma: 5, model: tanh}, {lambda: 1, model: relu, sigma: 1}]\n"
        + "refine: {metric: accuracy, level: 0.5, along: lambda, tolerance: 0.05}")
    let grid = try #require(sweep.grid)
    var expected: [(others: Parameters, xs: [Double])] = []
    sweep.forEachPoint { parameters in
      var others = parameters
      others["lambda"] = nil
      let x = parameters["lambda"]?.number ?? 0
      if let index = expected.firstIndex(where: { $0.others == others }) {
        expected[index].xs.append(x)
      } else {
        expected.append((others, [x]))
      }
    }
    #expect(grid.series.map { grid.xs(of: $0) } == expected.map(\.xs))
    for (number, line) in expected.enumerated() {
      var parameters = line.others
      parameters["lambda"] = .real(line.xs[0])
      #expect(grid.place(of: parameters)?.series == number)
    }
    #expect(Set(grid.series.map(\.allowed.count)) == [17, 18, 19])
  }

  @Test func `a plane of millions of points is planned from its rows`() throws {
    let sweep = try parse(
      head
        + "axes: {lambda: {log-from: 0.01, log-to: 1, count: 3000}, sigma: {log-from: 0.01, log-to: 1, count: 3000}}\n"
        + "refine: {metric: accuracy, level: 0.5, along: [lambda, sigma], tolerance: 5%}")
    #expect(sweep.taskCount == 25 && sweep.mostTaskCount == 9_000_000)
    // All rows have the same points, in one array.
    let grid = try #require(sweep.grid)
    let addresses = Set(
      grid.series.map { $0.allowed.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } })
    #expect(grid.series.count == 3000 && addresses.count == 1)
  }
}
