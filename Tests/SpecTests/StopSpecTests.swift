import Spec
import SweepModel
import Testing

/// `stop` in specs: what it means, what is refused, and what becomes of it on the way to the disk.
@Suite struct StopSpecTests {
  /// Streams a loss at ten steps and another one at its last.
  private struct Streaming: Experiment {
    let schema = ExperimentSchema(
      name: "streaming", version: 1, summary: "",
      parameters: [
        ParameterDefinition("rate", .real(0...1), default: .real(0.5), ""),
        ParameterDefinition("looks", .integer(0...100), default: .integer(10), ""),
      ],
      metrics: [
        .init("score", required: true, range: 0...1, ""),
        .init("loss", streamed: true, final: false, range: 0...1, ""), .init("late", streamed: true, ""),
      ])

    func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
      guard metric == "loss", let looks = try? parameters.integer("looks") else {
        return .refused("`\(metric)` is streamed at the end")
      }
      return .values(max(0, looks - step))
    }

    func run(_ context: any TaskContext) throws -> [String: Double] { ["score": 1] }
  }

  private static let streaming = ExperimentCatalog([Streaming(), SampleExperiment()])
  private static let beginning = "name: t\nexperiment: streaming\naxes: {rate: [0.1, 0.2]}\n"

  private static func refusals(_ rest: String) -> [String] {
    problems(beginning + rest, catalog: streaming)
  }

  @Test func `a rule is a part of every task, and of nothing where there is none`() throws {
    let plain = try parse(Self.beginning, catalog: Self.streaming)
    let sweep = try parse(
      Self.beginning + "stop: {metric: loss, below: 0.1}\ncurves: [{name: c, x: rate, y: end-step}]",
      catalog: Self.streaming)
    #expect(sweep.stop == StopRule(metric: "loss", condition: .below(0.1), count: 3))
    #expect(sweep.id != plain.id && Set(sweep.tasks.map(\.id)).isDisjoint(with: plain.tasks.map(\.id)))
    for task in sweep.tasks {
      let definition = try TaskDefinition(canonicalJSON: task.definitionJSON)
      #expect(definition.stop == sweep.stop && definition.canonicalJSON == task.definitionJSON)
      #expect(SweepMembership(sweep).contains(try definition.typed(by: Streaming().schema)))
      #expect(!SweepMembership(plain).contains(try definition.typed(by: Streaming().schema)))
    }
    for task in plain.tasks {
      #expect(!String(decoding: task.definitionJSON, as: UTF8.self).contains("stop"))
    }
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: Self.streaming)
    #expect(stored.id == sweep.id && stored.stop == sweep.stop)
    #expect(stored.tasks.map(\.id) == sweep.tasks.map(\.id))
    #expect(!plain.resolvedJSON.contains("stop"))
    let names = sweep.catalog(Self.streaming)["streaming"]?.schema.metrics.map(\.name)
    #expect(names == ["score", "loss", "late", "end-step", "ended-early"])
    #expect(plain.catalog(Self.streaming)["streaming"]?.schema.metrics.count == 3)
  }

  @Test(arguments: [
    ("{metric: loss, settled: 0.01, for: 5, after: 2}", StopRule.Condition.settled(within: 0.01), 5, 2),
    ("{metric: loss, settled: 1%}", .steady(within: 0.01), 3, 0),
    ("{metric: loss, above: 1, for: 1}", .above(1), 1, 0),
  ])
  func `every condition is read`(text: String, condition: StopRule.Condition, count: Int, after: Int) throws {
    let sweep = try parse(Self.beginning + "stop: " + text, catalog: Self.streaming)
    #expect(sweep.stop == StopRule(metric: "loss", condition: condition, count: count, after: after))
    #expect(try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: Self.streaming).stop == sweep.stop)
  }

  static let mistakes: [(stop: String, message: String)] = [
    ("3", "4:7: `3` as `stop`; expected a mapping (`key: value`)"),
    (
      "{metric: loss}",
      "4:7: `stop` without a condition; expected one of `above: LEVEL`, `below: LEVEL` and `settled: TOLERANCE`"
    ),
    (
      "{metric: loss, above: 0.5, below: 0.1}",
      "4:7: `stop` with `above` and `below`; expected one of `above: LEVEL`, `below: LEVEL` and `settled: TOLERANCE`"
    ),
    ("{above: 0.5}", "4:7: `stop` without `metric`; expected a streamed metric: loss, late"),
    (
      "{metric: score, above: 0.5}",
      "4:16: metric `score`, which has a value of the whole task and none at steps; expected a streamed metric: loss, late"
    ),
    (
      "{metric: los, above: 0.5}",
      "4:16: unknown metric of experiment streaming: `los`; expected one of loss, late; did you mean `loss`?"
    ),
    (
      "{metric: loss, above: 2}",
      "4:29: 2 for `above`, which `loss` never reaches; expected a level in 0...1; did you mean `0.02`?"
    ),
    (
      "{metric: loss, above: 0}",
      "4:29: `0` for `above`, where `loss` always is; expected a level that it has to reach"
    ),
    (
      "{metric: loss, settled: 0}",
      "4:31: `0` for `settled`; expected a number above 0 in the metric's unit, or a percentage"
    ),
    ("{metric: loss, settled: 0.1, for: 1}", "4:41: `1` for `for`; expected a whole number in 2...1000"),
    (
      "{metric: loss, above: 0.5, for: 11}",
      "4:39: a stop rule that can never end a task: before its last step it streams 10 values of `loss`, and the rule takes 11; expected fewer values in `for`, an earlier `after`, or an experiment that streams more of them"
    ),
    (
      "{metric: loss, above: 0.5, after: 9}",
      "4:41: a stop rule that can never end a task: before its last step it streams 1 value of `loss` from step 9 on, and the rule takes 3; expected fewer values in `for`, an earlier `after`, or an experiment that streams more of them"
    ),
    (
      "{metric: late, above: 0.5}",
      "4:16: a stop rule that can never end a task: `late` is streamed at the end; expected a metric that tasks stream as they go, or no `stop`"
    ),
  ]

  @Test(arguments: mistakes) func `what can never be is refused`(stop: String, message: String) {
    #expect(Self.refusals("stop: " + stop) == ["s.yaml:" + message])
  }

  @Test func `experiments that come to their end at once are refused`() {
    #expect(
      problems(head + "stop: {metric: train-loss, below: 0.1}") == [
        "s.yaml:3:16: a stop rule that can never end a task: tasks of experiment sample come to their end at once and "
          + "cannot end early; expected a metric that tasks stream as they go, or no `stop`"
      ])
  }

  @Test func `one point that the rule can end is enough`() {
    #expect(
      problems(
        "name: t\nexperiment: streaming\naxes: {looks: [0, 1, 50]}\nstop: {metric: loss, above: 0.5, for: 40}",
        catalog: Self.streaming) == [])
  }

  private static func program(_ more: String) -> String {
    """
    name: t
    experiment:
      name: train
      version: 1
      command: [/bin/true]
      \(more)
      parameters: {rate: {kind: real, default: 1}}
      metrics: {loss: {streamed: true}, score: {}}
    axes: {rate: [1, 2]}
    stop: {metric: loss, below: 0.1}
    """
  }

  @Test func `a program has to say that it ends when told`() throws {
    #expect(
      problems(Self.program("description: x")) == [
        "s.yaml:10:16: a stop rule that can never end a task: the program train does not say `stops: true`: that it ends "
          + "when $PERCOLATE_STOP says so; expected a metric that tasks stream as they go, or no `stop`"
      ])
    let sweep = try parse(Self.program("stops: true"))
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(stored.tasks.map(\.id) == sweep.tasks.map(\.id) && stored.stop != nil)
    for task in sweep.tasks {
      let definition = try TaskDefinition(canonicalJSON: task.definitionJSON)
      #expect(definition.stop == sweep.stop && definition.program != nil)
    }
    #expect(
      problems(Self.program("stops: true").replacing("score:", with: "end-step:")) == [
        "s.yaml:10:7: `stop` for experiment train, whose own metric `end-step` is what a stop rule adds; expected another "
          + "name of that metric"
      ])
  }
}
