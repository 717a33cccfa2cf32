import Spec
import SweepModel
import Testing

/// `refine` in specs: what it means, what is refused, and what becomes of it on the way to the disk.
@Suite struct RefinementSpecTests {
  static let axes = "axes: {sigma: [1, 2], lambda: {from: 0.02, to: 1.0, step: 0.02}}\n"
  static let rule = "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02}\n"

  static let mistakes: [(spec: String, message: String)] = [
    (axes + "refine: 2", "4:9: `2` as `refine`; expected a mapping (`key: value`)"),
    (
      axes + "refine: {metric: accuracy}",
      "4:9: `refine` without `along`; expected `metric`, `level`, `along` and `tolerance`"
    ),
    (
      axes + "refine: {metric: acuracy, level: 0.6, along: lambda, tolerance: 0.02}",
      "4:18: unknown metric of experiment sample: `acuracy`; expected one of accuracy, train-loss; did you mean `accuracy`?"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lamda, tolerance: 0.02}",
      "4:47: unknown axis `lamda`; expected one of sigma, lambda; did you mean `lambda`?"
    ),
    (
      axes + "refine: {metric: accuracy, level: .inf, along: lambda, tolerance: 0.02}",
      "4:35: `.inf`, which is no finite number, for `level`; expected a number"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0}",
      "4:66: `0` for `tolerance`; expected a number above 0, or a percentage"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.002}",
      "4:66: a tolerance finer than half of the smallest step of axis `lambda`; expected at least 0.01, or more values on the axis"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 120%}",
      "4:66: `120%` as a tolerance; expected a percentage above 0% and below 100%"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 1%}",
      "4:66: a tolerance finer than half of the smallest step of axis `lambda`; expected at least 1.02%, or more values on the axis"
    ),
    (
      "axes: {lambda: {from: 0, to: 1, step: 0.1}}\nrefine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 20%}",
      "4:66: a tolerance of 20% along axis `lambda`, which begins at 0.0; expected a plain number, in the unit of the axis; a percentage needs values above 0"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerence: 0.02}",
      "4:55: unknown key `tolerence`; expected one of metric, level, along, tolerance, replicates, points; did you mean `tolerance`?"
    ),
    (
      axes
        + "replicates: 4\nrefine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, replicates: 3}",
      "5:84: `3` for `replicates` of `refine`; expected at least 4, the `replicates` that every point gets"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, replicates: 3}",
      "4:84: `3` for `replicates` of `refine`, while points start with one; expected `replicates: 2` or more in the spec: one value tells nothing about the spread"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, points: 2}",
      "4:80: `2` for `points`; expected a whole number in 3...10000000"
    ),
    (
      axes + "refine: {metric: accuracy, level: 0.6, along: sigma, tolerance: 0.5}",
      "4:47: the axis `sigma` with 2 values; expected 3 or more, on which points may be placed"
    ),
    (
      "axes: {model: [relu, tanh, linear]}\nrefine: {metric: accuracy, level: 0.6, along: model, tolerance: 0.5}",
      "4:47: the axis `model`, whose values are no numbers; expected an axis of numbers"
    ),
    (
      "axes: {sigma: [1, 2, 3], lambda: [0.1, 0.2, 0.3]}\nzip: [[sigma, lambda]]\n" + rule,
      "5:47: the axis `lambda`, which is zipped; expected an axis that moves alone"
    ),
    (
      axes + "when: [{if: {lambda: 0.1}, then: {axes: {hidden: [2, 4]}}}]\n" + rule,
      "5:47: the axis `lambda`, on which a `when` depends; expected an axis along which the others stay the same"
    ),
    (
      "axes: {lambda: {from: 0, to: 1, step: 0.0001}}\nreplicates: 2\n"
        + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, replicates: 1000}",
      "5:9: a refinement that may come to 10001000 tasks; expected at most 10^7; fewer `points` or `replicates` in `refine`, or fewer other values"
    ),
  ]

  @Test(arguments: mistakes)
  func namesTheMistake(_ mistake: (spec: String, message: String)) {
    let found = problems(head + mistake.spec)
    #expect(found.contains { $0.contains(mistake.message) }, "\(found)")
  }

  @Test func startsWithAFewPointsOfEachSeries() throws {
    let sweep = try parse(head + Self.axes + "replicates: 3\n" + Self.rule)
    let rule = try #require(sweep.refinement)
    #expect(rule.replicates == 30 && rule.points == nil && rule.level == 0.6)
    #expect(sweep.pointCount == 10 && sweep.taskCount == 30 && sweep.tasks.count == 30)
    #expect(sweep.mostTaskCount == 2 * 50 * 30)
    let first = sweep.tasks.prefix(5).map { $0.coordinates.map(\.value.description) }
    #expect(first == [["1", "0.02"], ["1", "0.26"], ["1", "0.52"], ["1", "0.76"], ["1", "1"]])
    #expect(sweep.tasks.map(\.ordinal) == Array(0..<30))
    #expect(sweep.tasks.map(\.replicate) == (0..<3).flatMap { Array(repeating: $0, count: 10) })
  }

  @Test func itsTasksAreThoseOfTheGrid() throws {
    let refined = try parse(head + Self.axes + "replicates: 3\n" + Self.rule)
    let grid = try parse(head + Self.axes + "replicates: 3\n")
    let ids = Dictionary(grid.tasks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    #expect(refined.tasks.allSatisfy { ids[$0.id]?.definitionJSON == $0.definitionJSON })
    #expect(refined.id != grid.id)
    let placer = try #require(TaskPlacer(refined))
    var placed: Set<TaskID> = []
    for (number, series) in placer.grid.series.enumerated() {
      for index in series.allowed {
        for replicate in 0..<3 {
          let task = try #require(
            placer.task(series: number, index: index, replicate: replicate, ordinal: 0))
          placed.insert(task.id)
          let definition = try TaskDefinition(canonicalJSON: task.definitionJSON)
          let place = try #require(placer.grid.place(of: definition.parameters))
          #expect(place.series == number && place.index == index)
        }
      }
    }
    #expect(placed == Set(ids.keys))
    #expect(placer.task(series: 2, index: 0, replicate: 0, ordinal: 0) == nil)
    #expect(placer.task(series: 0, index: 50, replicate: 0, ordinal: 0) == nil)
  }

  @Test func leavesOutWhatIsExcluded() throws {
    let sweep = try parse(
      head + "axes: {lambda: [1, 0.1, 0.5, 0.3], sigma: [1, 2, 3]}\n"
        + "exclude: [{sigma: 1, lambda: 0.1}, {sigma: 3}]\n"
        + "when: [{if: {sigma: 2}, then: {axes: {hidden: [2, 4]}}}]\n"
        + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.2}\n")
    let grid = try #require(sweep.grid)
    #expect(grid.xs == [0.1, 0.3, 0.5, 1])
    #expect(
      grid.series.map { $0.coordinates.map { "\($0.axis)=\($0.value)" } }
        == [["sigma=1"], ["sigma=2", "hidden=2"], ["sigma=2", "hidden=4"]])
    #expect(grid.series.map(\.allowed) == [[1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]])
    #expect(sweep.excludedTaskCount == 1 + 4)
    #expect(sweep.taskCount == 11 && sweep.mostTaskCount == 11)
  }

  @Test func comesBackFromTheDisk() throws {
    let spec = head + Self.axes + "replicates: 3\n"
    let sweep = try parse(
      spec + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, points: 9}\n")
    let restored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(restored.id == sweep.id && restored.refinement == sweep.refinement)
    #expect(restored.tasks.map(\.id) == sweep.tasks.map(\.id))
    let relative = try parse(
      spec + "refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 12.5%}\n")
    #expect(relative.refinement?.tolerance == .relative(0.125))
    let again = try Sweep(resolvedJSON: relative.resolvedJSON, catalog: catalog)
    #expect(again.id == relative.id && again.refinement == relative.refinement)
    // Without the experiment, as a reader of another version would.
    let foreign = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: ExperimentCatalog([]))
    #expect(foreign.tasks.map(\.id) == sweep.tasks.map(\.id))
    let plain = try parse(spec)
    #expect(!plain.resolvedJSON.contains("refine"))
    for damaged in [
      sweep.resolvedJSON.replacing(#""along":"lambda""#, with: #""along":"label""#),
      sweep.resolvedJSON.replacing(#""tolerance":0.02"#, with: #""tolerance":-1"#),
      sweep.resolvedJSON.replacing(#""replicates":30"#, with: #""replicates":1"#),
    ] {
      #expect(damaged != sweep.resolvedJSON)
      #expect(throws: StoredSweepError.self) { try Sweep(resolvedJSON: damaged, catalog: catalog) }
    }
  }

  @Test func eachSettingMakesAnotherSweep() throws {
    let base = head + Self.axes + "replicates: 3\n"
    let rules = [
      "metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02",
      "metric: train-loss, level: 0.6, along: lambda, tolerance: 0.02",
      "metric: accuracy, level: 0.5, along: lambda, tolerance: 0.02",
      "metric: accuracy, level: 0.6, along: lambda, tolerance: 0.03",
      "metric: accuracy, level: 0.6, along: lambda, tolerance: 3%",
      "metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, replicates: 9",
      "metric: accuracy, level: 0.6, along: lambda, tolerance: 0.02, points: 9",
    ]
    let ids = try rules.map { try parse(base + "refine: {\($0)}\n").id }
    #expect(Set(ids).count == rules.count)
    let spelled = try parse(
      base + "refine: {tolerance: 2e-2, along: lambda, level: 0.60, metric: accuracy, replicates: 30}\n")
    #expect(spelled.id == ids[0])
  }

  @Test func firstPointsAreTheEndsAndEquallySpaced() {
    let rule = Refinement(metric: "m", level: 0, along: "x", tolerance: .absolute(1), replicates: 1)
    #expect(rule.firstPoints(of: 50) == [0, 12, 25, 37, 49])
    #expect(rule.firstPoints(of: 5) == [0, 1, 2, 3, 4])
    #expect(rule.firstPoints(of: 1) == [0] && rule.firstPoints(of: 0) == [])
    var few = rule
    few.points = 3
    #expect(few.firstPoints(of: 50) == [0, 25, 49])
  }
}
