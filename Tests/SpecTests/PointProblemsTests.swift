import Spec
import SweepModel
import Synchronization
import Testing

/// Judges pairs of parameters, and counts how often it is asked.
private final class JudgingExperiment: Experiment {
  let asked = Mutex(0)
  let judgedTogether: [Set<String>]?
  let schema = ExperimentSchema(
    name: "judging", version: 1, summary: "for tests",
    parameters: ["a", "b", "c", "d"].map {
      ParameterDefinition($0, .integer(0...100_000), default: .integer(1), "a number")
    } + [ParameterDefinition("model", .choice(["linear", "relu"]), default: .text("linear"), "model")],
    metrics: [.init("m", "a metric")])

  init(judgedTogether: [Set<String>]? = nil) { self.judgedTogether = judgedTogether }

  func validate(_ parameters: Parameters) throws(InvalidParameters) {
    asked.withLock { $0 += 1 }
    let (a, b, c) = (try parameters.integer("a"), try parameters.integer("b"), try parameters.integer("c"))
    if a == 7, b == 7 { throw InvalidParameters("b", "a and b are both 7") }
    if c == 0 { throw InvalidParameters("c", "c is 0") }
    if try parameters.text("model") == "relu", b == 1 { throw InvalidParameters("b", "relu needs b above 1") }
  }

  func run(_ context: any TaskContext) throws -> [String: Double] { ["m": 1] }
}

private let groups: [Set<String>] = [["a", "b"], ["c"], ["model", "b"]]
private let start = "name: t\nexperiment: judging\n"

/// Points that an experiment refuses: found without looking at all of them, told under the condition they share.
@Suite struct PointProblemsTests {
  private func found(_ text: String, _ experiment: JudgingExperiment = JudgingExperiment()) -> [String] {
    problems(start + text, catalog: ExperimentCatalog([experiment]))
  }

  static let cases: [(String, [String])] = [
    (
      "axes: {model: [linear, relu], b: [1, 2], a: [1, 2, 3, 4], d: [1, 2, 3]}",
      [
        "3:7: all 12 points with model: relu and b: 1 cannot run: relu needs b above 1; expected other values, or an exclusion: `exclude: [{model: relu, b: 1, because: \"...\"}]`"
      ]
    ),
    (
      "axes: {c: [0, 1, 2], a: [1, 2]}",
      [
        "3:7: all 2 points with c: 0 cannot run: c is 0; expected other values, or an exclusion: `exclude: [{c: 0, because: \"...\"}]`"
      ]
    ),
    (
      "axes: {a: [1, 7], b: [2, 7]}",
      [
        "3:7: the point with a: 7 and b: 7 cannot run: a and b are both 7; expected other values, or an exclusion: `exclude: [{a: 7, b: 7, because: \"...\"}]`"
      ]
    ),
    (
      "parameters: {c: 0}\naxes: {a: [1, 2, 3]}",
      ["4:7: all 3 points cannot run: c is 0 (at {a: 1}); expected another value of `c`"]
    ),
    (
      "parameters: {c: 0}", ["1:1: the only point cannot run: c is 0; expected another value of `c`"]
    ),
  ]

  @Test(arguments: cases.indices, [nil, groups])
  func `refused points are told once, under the smallest condition`(index: Int, groups: [Set<String>]?) {
    let (text, expected) = PointProblemsTests.cases[index]
    #expect(found(text, JudgingExperiment(judgedTogether: groups)) == expected.map { "s.yaml:" + $0 })
  }

  @Test func `several mistakes are several groups, the rest is counted`() {
    let messages = found("axes: {a: [6, 7], b: [1, 7], c: [0, 1], model: [linear, relu]}")
    #expect(messages.count == 3)
    #expect(messages[0].contains("all 8 points with c: 0 cannot run"))
    #expect(messages.contains { $0.contains("with b: 1 and model: relu cannot run") })
    #expect(messages.contains { $0.contains("with a: 7 and b: 7 cannot run") })
  }

  @Test func `excluded points are not asked about`() {
    #expect(found("axes: {a: [1, 7], b: [2, 7]}\nexclude: [{a: 7, b: 7}]") == [])
    #expect(found("axes: {c: [0, 1]}\nexclude: [{c: 0}]", JudgingExperiment(judgedTogether: groups)) == [])
  }

  @Test(.timeLimit(.minutes(2)), arguments: ["", "\nexclude: [{a: 7, b: 7}, {d: [1, 5]}]"])
  func `ten million points are checked by the combinations that matter`(exclusion: String) throws {
    let experiment = JudgingExperiment(judgedTogether: groups)
    let axes =
      "axes: {d: {from: 1, to: 5000, step: 1}, a: {from: 1, to: 50, step: 1}, b: {from: 8, to: 47, step: 1}}"
    let text =
      exclusion.isEmpty ? axes : axes.replacing("from: 8, to: 47", with: "from: 7, to: 46") + exclusion
    let sweep = try parse(start + text, catalog: ExperimentCatalog([experiment]))
    #expect(sweep.taskCount == (exclusion.isEmpty ? 10_000_000 : 10_000_000 - 5000 - 2 * (50 * 40 - 1)))
    #expect(experiment.asked.withLock { $0 } < 10_000)
  }

  @Test func `a point far out among ten million is found`() {
    let experiment = JudgingExperiment(judgedTogether: groups)
    let found = found("axes: {d: {from: 1, to: 9000, step: 1}, c: {from: 1000, to: 0, step: -1}}", experiment)
    #expect(found.first?.contains("all 9000 points with c: 0 cannot run: c is 0") == true, "\(found)")
  }

  @Test func `counting by classes gives what listing gives`() throws {
    let specs = [
      "axes: {a: {from: 1, to: 9, step: 1}, b: [2, 3], d: {from: 1, to: 4, step: 1}}\nexclude: [{a: [2, 4], d: 1}, {b: 2, a: 9}]",
      "axes: {a: [1, 2, 3], model: [linear, relu], b: [2, 3]}\nwhen: [{if: {model: relu, a: [1, 3]}, then: {axes: {d: [5, 6, 7]}}}]\nexclude: [{d: 6}, {a: 2, b: 3}]",
      "axes: {a: [1, 2, 3], b: [2, 3, 4], d: [1, 2]}\nzip: [[a, b]]\nexclude: [{a: 2, d: 1}]",
    ]
    for text in specs {
      let sweep = try parse(start + text, catalog: ExperimentCatalog([JudgingExperiment()]))
      #expect(sweep.points.count == sweep.pointCount)
      var excluded = 0
      sweep.forEachExcludedPoint { _, _ in excluded += 1 }
      #expect(excluded == sweep.excludedPointCounts.reduce(0, +))
    }
  }

  @Test func `sampled points stand for all of them`() throws {
    let text = "axes: {a: {from: 1, to: 1000, step: 1}, b: {from: 2, to: 101, step: 1}}"
    let sweep = try parse(start + text, catalog: ExperimentCatalog([JudgingExperiment(judgedTogether: [])]))
    var (visits, count, sum) = (0, 0, 0.0)
    sweep.forEachSampledPoint(limit: 1000) { parameters, stands in
      visits += 1
      count += stands
      sum += (parameters["a"]?.number ?? 0) * Double(stands)
    }
    #expect(visits <= 1000 && count == 100_000)
    #expect(abs(sum / 100_000 - 500.5) < 5)
  }

  @Test func `membership is told without a list`() throws {
    let text = "axes: {a: {from: 1, to: 9, step: 1}, b: [2, 3]}\nreplicates: 2\nexclude: [{a: 3, b: 2}]"
    let experiment = JudgingExperiment()
    let sweep = try parse(start + text, catalog: ExperimentCatalog([experiment]))
    let membership = SweepMembership(sweep)
    for task in sweep.tasks {
      let definition = try TaskDefinition(canonicalJSON: task.definitionJSON, schema: experiment.schema)
      #expect(membership.contains(definition))
      var other = definition
      other.replicate = 2
      #expect(!membership.contains(other))
      other = definition
      other.parameters["a"] = .integer(10)
      #expect(!membership.contains(other))
      other.parameters["a"] = .integer(3)
      other.parameters["b"] = .integer(2)
      #expect(!membership.contains(other))
    }
  }
}
