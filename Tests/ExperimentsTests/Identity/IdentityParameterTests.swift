import SweepModel
import Testing

@testable import Experiments

struct IdentityParameterTests {
  private let experiment = IdentityExperiment()

  private func refusal(_ given: Parameters) -> InvalidParameters? {
    do throws(InvalidParameters) {
      try experiment.validate(experiment.schema.defaults.merging(given) { _, new in new })
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      (["sigma": .list([.real(1), .real(2), .real(3)])], "sigma", "3 numbers and mu has 2"),
      (["dimension": .integer(1)], "dimension", "at least 2"),
      (["model": .text("symmetric")], "depth", "found depth 1"),
      (["model": .text("symmetric"), "depth": .integer(2), "bias": .boolean(true)], "bias", "no bias"),
      (["update": .text("a-squared")], "update", "the model is linear"),
      (
        ["model": .text("symmetric"), "depth": .integer(2), "update": .text("a-squared")], "update",
        "second moments"
      ),
      (["model": .text("relu"), "training": .text("flow")], "training", "needs samples"),
      (["training": .text("flow"), "held-out": .real(0.5)], "held-out", "draws no samples"),
      (["mu": .list([.real(1)]), "held-out": .real(0.5)], "held-out", "needs 2 concepts"),
      (
        [
          "mu": .list([Double](repeating: 1, count: 5).map { .real($0) }),
          "record": .list([.text("corners")]),
        ],
        "record", "5 concepts have 32 corners"
      ),
      (["record": .list([.text("theory")]), "depth": .integer(2)], "record", "depth 2"),
      (["training": .text("flow"), "learning-rate": .real(1)], "learning-rate", "must be below 0.99875"),
      (["learned-at": .real(1)], "learned-at", "no output reaches"),
      (["hidden": .list([.integer(32), .integer(64)])], "hidden", "which is depth 3; found depth 1"),
      (
        ["hidden": .list([.integer(8)]), "depth": .integer(2), "model": .text("symmetric")], "hidden",
        "one matrix"
      ),
      (
        [
          "samples": .integer(100_000), "dimension": .integer(256), "training": .text("full-batch"),
          "mu": .list([Double](repeating: 1, count: 8).map { .real($0) }),
        ], "samples", "1000 MB is the most"
      ),
    ] as [(Parameters, String, String)])
  func `combinations that cannot run are refused by the parameter to change, with numbers`(
    given: Parameters, parameter: String, part: String
  ) throws {
    let error = try #require(refusal(given))
    #expect(error.parameter == parameter)
    #expect(error.description.contains(part), "\(error.description)")
  }

  @Test func `what a refusal recommends is accepted`() {
    #expect(refusal(["training": .text("flow"), "learning-rate": .real(0.998)]) == nil)
    #expect(refusal(["model": .text("symmetric"), "depth": .integer(2)]) == nil)
    #expect(refusal(["dimension": .integer(2)]) == nil)
  }

  @Test func `conventions of the public code change what they say`() throws {
    func population(_ given: Parameters) throws -> ConceptPopulation {
      try PopulationSetting(experiment.schema.defaults.merging(given) { _, new in new }).population
    }
    let root = Double(0.05).squareRoot()
    #expect(try population([:]).deviation == [0.05, 0.05])
    #expect(
      try population(["sigma-is": .text("variance")]).deviation == [root, root])
    #expect(try population(["first-sigma-factor": .real(4)]).deviation == [0.2, 0.05])
    #expect(try population(["first-mu-factor": .real(3)]).mu == [3, 2])
    #expect(try population(["origin-cluster": .boolean(true)]).clusters == 3)
  }

  @Test func `parameter and metric names are unique, and theory shares the names of what it predicts`() {
    let schema = experiment.schema
    #expect(Set(schema.parameters.map(\.name)).count == schema.parameters.count)
    #expect(Set(schema.metrics.map(\.name)).count == schema.metrics.count)
    let theory = IdentityTheoryExperiment().schema
    #expect(theory.parameters.allSatisfy { parameter in schema.parameters.contains(parameter) })
    let metrics = Set(schema.metrics.map(\.name)).union(["flip-sigma"])
    #expect(theory.metrics.allSatisfy { metrics.contains($0.name) })
  }
}
