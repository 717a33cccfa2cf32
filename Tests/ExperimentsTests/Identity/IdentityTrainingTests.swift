import SweepModel
import Testing
import Training

@testable import Experiments

struct IdentityTrainingTests {
  private let experiment = IdentityExperiment()

  private static let flow: Parameters = [
    "training": .text("flow"), "dimension": .integer(6), "learning-rate": .real(0.02),
    "steps": .integer(4000),
  ]

  private func train(_ given: Parameters, replicate: Int = 0) throws -> (RecordingContext, [String: Double]) {
    let context = RecordingContext(experiment, given, seed: 11, replicate: replicate)
    try experiment.validate(context.parameters)
    return (context, try experiment.run(context))
  }

  private func values(_ context: RecordingContext, _ metric: String) -> [Double] {
    context.reports.filter { $0.metric == metric }.map(\.value)
  }

  @Test func `one linear layer follows Theorem 4.1 in losses, learning times and terminal slope`() throws {
    var given = Self.flow
    given["record"] = .list([.text("losses"), .text("theory"), .text("outputs")])
    let (context, metrics) = try train(given)
    #expect(try #require(metrics["theory-error"]) < 1e-5)
    #expect(metrics["learned-order"] == 21)
    #expect(metrics["first-learned"] == 2)
    #expect(metrics["concept-1-first"] == 0)
    #expect(metrics["three-descents"] == (metrics["descents"].map { $0 >= 3 } == true ? 1 : 0))
    #expect(metrics["rise"] == 0 || (metrics["rise"] ?? 1) < 1e-3)
    let theory = ConceptPredictions(rates: [0.5025, 2.0025], rate: 0.02)
    for k in 0..<2 {
      let expected = try #require(theory.learning(share: 0.9).times[k])
      // The start is small, not zero, and measurements are two percent apart.
      #expect(abs(try #require(metrics["time-to-learn-\(k + 1)"]) / expected - 1) < 0.03)
    }
    #expect(abs(try #require(metrics["terminal-slope"]) / theory.terminalSlope - 1) < 0.01)
    let train = values(context, "train-loss")
    #expect(zip(train, values(context, "theory-train-loss")).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(train, train.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 })
    #expect(abs(try #require(values(context, "output-1").last) - 1) < 1e-3)
    #expect(metrics["final-test-loss"] == values(context, "test-loss").last)
  }

  @Test(arguments: [false, true])
  func `mini-batches scatter around the closed form of their training set`(_ bias: Bool) throws {
    let (_, metrics) = try train([
      "bias": .boolean(bias), "dimension": .integer(6), "samples": .integer(2000), "steps": .integer(400),
      "rotation": .boolean(true), "record": .list([.text("theory")]),
    ])
    let error = try #require(metrics["theory-error"])
    #expect(error > 1e-5 && error < 0.05)
  }

  @Test
  func `rotated data gives the same course in concept coordinates as unrotated data, from a start of zero`()
    throws
  {
    var given = Self.flow
    given["record"] = .list([.text("outputs"), .text("jacobian")])
    given["init-scale"] = .real(0)
    let plain = try train(given).0
    given["rotation"] = .boolean(true)
    let turned = try train(given).0
    for metric in ["output-1", "output-2", "jacobian-1-1", "jacobian-2-1", "jacobian-minor"] {
      let (a, b) = (values(plain, metric), values(turned, metric))
      #expect(a.count > 100 && a.count == b.count)
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 2e-5 })
    }
  }

  @Test func `the mean over outputs is the half squared norm in steps 2/d as long`() throws {
    var given = Self.flow
    let plain = try train(given).0
    given["loss"] = .text("mean-square")
    given["learning-rate"] = .real(0.06)
    let scaled = try train(given).0
    #expect(zip(values(plain, "test-loss"), values(scaled, "test-loss")).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `corners of one layer are ordered and decay as the closed form from zero says`() throws {
    var given = Self.flow
    given["init-scale"] = .real(0)
    given["record"] = .list([.text("corners")])
    given["steps"] = .integer(100)
    given["learning-rate"] = .real(0.001)
    let (context, metrics) = try train(given)
    #expect(metrics["corner-order"] == 1)
    let theory = ConceptPredictions(rates: [0.5025, 2.0025])
    for (name, corner) in [("10", [1.0, 0]), ("01", [0, 2]), ("11", [1, 2]), ("00", [0, 0])] {
      let last = try #require(values(context, "corner-\(name)").last)
      #expect(abs(last - theory.loss(at: corner, time: 0.1)) < 1e-3)
    }
  }

  private static let layered: Parameters = [
    "training": .text("full-batch"), "model": .text("relu"), "dimension": .integer(4), "bias": .boolean(true),
    "init": .text("torch"), "init-scale": .real(1), "samples": .integer(60), "steps": .integer(60),
    "depth": .integer(3),
  ]

  @Test(arguments: ["relu", "linear"])
  func `a list of equal widths trains the network of that width, bit for bit`(model: String) throws {
    let given = Self.layered.merging(["model": .text(model)]) { $1 }
    let one = try train(given.merging(["hidden": .integer(6)]) { $1 })
    let list = try train(given.merging(["hidden": .list([.integer(6), .integer(6)])]) { $1 })
    #expect(one.1 == list.1)
  }

  @Test func `inner layers of different widths train as a network without the units that are too many`()
    throws
  {
    let (narrow, wide) = (3, 9)
    let setting = try IdentitySetting(
      experiment.schema.defaults.merging(Self.layered) { $1 }
        .merging(["hidden": .list([.integer(narrow), .integer(wide)])]) { $1 })
    #expect(setting.architecture.hidden == wide && setting.widths == [narrow, wide])
    var stream = RandomStream(seed: 5, replicate: 0, name: "w", task: nil)
    let start = SmallNetParameters(
      setting.architecture, widths: [narrow, wide], setting.initialisation, from: &stream)
    // Rows of the first layer and columns of the second beyond the width are zero, and stay so.
    func isDead(_ parameters: SmallNetParameters) -> Bool {
      let (first, second) = (parameters.weight(0), parameters.weight(1))
      let units = narrow..<wide
      return units.allSatisfy { unit in (0..<4).allSatisfy { first[unit, $0] == 0 } }
        && units.allSatisfy { unit in (0..<wide).allSatisfy { second[$0, unit] == 0 } }
    }
    #expect(isDead(start) && start.values.contains { $0 != 0 })
    var options = SmallNetOptions()
    options.learningRate = .constant(0.05)
    let samples = try SmallNetSamples(
      dimension: 4, inputs: (0..<80).map { Float(($0 * 37) % 11) / 11 - 0.4 })
    let trainer = try SmallNetTrainer(
      setting.architecture, data: [.samples(samples)], options: options, parameters: [start], orders: [stream]
    )
    trainer.advanceEach(by: 40)
    let end = trainer.parameters(0)
    #expect(isDead(end) && end.values != start.values)
    let (_, metrics) = try train(Self.layered.merging(["hidden": .list([.integer(3), .integer(9)])]) { $1 })
    #expect(try #require(metrics["final-train-loss"]) < (try #require(metrics["initial-test-loss"])))
  }

  @Test func `networks wider than 256 train`() throws {
    let given: Parameters = [
      "hidden": .integer(300), "depth": .integer(2), "dimension": .integer(3), "samples": .integer(20),
      "steps": .integer(30), "init": .text("torch"), "init-scale": .real(1), "training": .text("full-batch"),
      // At 0.1 linear networks of 256 units diverge, and so do these.
      "learning-rate": .real(0.01),
    ]
    for model in ["linear", "relu"] {
      let (_, metrics) = try train(given.merging(["model": .text(model)]) { $1 })
      #expect(try #require(metrics["final-train-loss"]) < (try #require(metrics["initial-test-loss"])))
    }
  }

  private static let packed: [Parameters] = [
    [
      "training": .text("flow"), "depth": .integer(4), "dimension": .integer(2), "init": .text("torch"),
      "init-scale": .real(1), "steps": .integer(500),
    ],
    [
      "training": .text("full-batch"), "model": .text("relu"), "depth": .integer(3), "dimension": .integer(4),
      "hidden": .integer(6), "bias": .boolean(true), "init": .text("torch"), "init-scale": .real(1),
      "samples": .integer(60), "steps": .integer(120), "held-out": .real(0.5),
    ],
    [
      "training": .text("sgd"), "depth": .integer(2), "dimension": .integer(12), "rotation": .boolean(true),
      "init-scale": .real(0.3), "samples": .integer(300), "steps": .integer(200),
    ],
    [
      "training": .text("sgd"), "model": .text("relu"), "depth": .integer(2), "dimension": .integer(10),
      "init-scale": .real(0.3), "samples": .integer(100), "steps": .integer(50), "reshuffle": .boolean(false),
    ],
    [
      "training": .text("flow"), "model": .text("symmetric"), "depth": .integer(2), "dimension": .integer(3),
      "init": .text("positive-uniform"), "init-scale": .real(0.2), "update": .text("a-squared"),
      "record": .list([.text("losses"), .text("jacobian")]), "steps": .integer(600),
      "learning-rate": .real(0.01),
    ],
  ]

  @Test(arguments: packed.indices)
  func `tasks trained in one call have the bits they have alone`(_ index: Int) throws {
    let given = Self.packed[index]
    let contexts = (0..<5).map { RecordingContext(experiment, given, seed: 4, replicate: $0) }
    let results = experiment.run(together: contexts)
    #expect(results.count == 5)
    for (replicate, result) in results.enumerated() {
      let alone = RecordingContext(experiment, given, seed: 4, replicate: replicate)
      let metrics = try experiment.run(alone)
      #expect(try result.get() == metrics)
      #expect(contexts[replicate].reports == alone.reports)
      #expect(contexts[replicate].steps == alone.steps)
    }
    #expect(try results[0].get()["final-test-loss"] != results[1].get()["final-test-loss"])
  }

  @Test func `a task that is stopped or breaks down leaves the others of its call as they are`() throws {
    let given = Self.packed[0]
    let contexts = (0..<3).map { RecordingContext(experiment, given, seed: 4, replicate: $0) }
    contexts[1].stopAfter = 40
    let results = experiment.run(together: contexts)
    #expect(throws: TaskInterrupted.self) { try results[1].get() }
    for replicate in [0, 2] {
      let alone = try train2(given, replicate)
      #expect(try results[replicate].get() == alone)
    }
  }

  private func train2(_ given: Parameters, _ replicate: Int) throws -> [String: Double] {
    try experiment.run(RecordingContext(experiment, given, seed: 4, replicate: replicate))
  }

  @Test func `a training that diverges fails by name, with the same sentence in company as alone`() throws {
    let given: Parameters = [
      "training": .text("flow"), "depth": .integer(3), "dimension": .integer(4), "learning-rate": .real(5),
      "init": .text("torch"), "init-scale": .real(1.5), "steps": .integer(2000),
    ]
    let contexts = (0..<3).map { RecordingContext(experiment, given, seed: 2, replicate: $0) }
    for (replicate, result) in experiment.run(together: contexts).enumerated() {
      let together = #expect(throws: TaskFailure.self) { try result.get() }
      let alone = #expect(throws: TaskFailure.self) {
        try experiment.run(RecordingContext(experiment, given, seed: 2, replicate: replicate))
      }
      #expect(together?.description == alone?.description)
      #expect(together?.description.contains("Lower the learning rate (now 5.0)") == true)
    }
  }

  @Test func `tasks of different points in one call are run one by one`() throws {
    let one = RecordingContext(experiment, Self.packed[0], seed: 4)
    let other = RecordingContext(experiment, Self.packed[4], seed: 4)
    let results = experiment.run(together: [one, other])
    #expect(try results[0].get() == train2(Self.packed[0], 0))
    #expect(try results[1].get() == train2(Self.packed[4], 0))
  }

  @Test func `the symmetric model with the squared update swings by: a rise between the concepts`() throws {
    var given = Self.packed[4]
    given["mu"] = .list([.real(1), .real(1.5)])
    given["steps"] = .integer(4000)
    let contexts = (0..<20).map { RecordingContext(experiment, given, seed: 1, replicate: $0) }
    let results = try experiment.run(together: contexts).map { try $0.get() }
    #expect(results.count { $0["swing-by"] == 1 } >= 10)
    #expect(results.filter { $0["swing-by"] == 1 }.allSatisfy { $0["turns-away"] == 1 })
    #expect(results.allSatisfy { $0["learned-order"] == 21 })
    for context in contexts {
      let train = values(context, "train-loss")
      #expect(zip(train, train.dropFirst()).allSatisfy { $1 <= $0 + 1e-6 })
    }
  }
}
