import Foundation
import Spec
import SweepModel
import TestSupport
import Testing

@testable import Experiments

struct CatalogTests {
  @Test func `the built-in experiments are found by the names that specs use`() {
    #expect(
      ExperimentCatalog.builtIn.names == [
        "concept-diffusion", "concept-theory", "diffusion", "identity", "identity-theory", "overlap",
        "percolation", "probe",
      ])
  }

  @Test(arguments: [
    "concept-diffusion", "concept-theory", "diffusion", "identity", "identity-theory", "overlap",
    "percolation", "probe",
  ])
  func `every default lies in its own range and the defaults run together`(name: String) throws {
    let experiment = try #require(ExperimentCatalog.builtIn[name])
    let schema = experiment.schema
    try experiment.validate(schema.defaults)
    // The papers' networks take hours; DiffusionExperimentTests and ConceptDiffusionTests run small ones.
    let metrics = name.hasSuffix("diffusion") ? [:] : try experiment.run(RecordingContext(experiment))
    let final = schema.metrics.filter { !$0.isStreamed }.map(\.name)
    // Which of the identity task's metrics there are depends on its concepts and on what was learned.
    if name.hasPrefix("identity") {
      #expect(Set(metrics.keys).isSubset(of: final) && metrics.count >= 4)
    } else if !name.hasSuffix("diffusion") {
      #expect(Set(metrics.keys) == Set(final))
    }
    for parameter in schema.parameters {
      if let replaced = parameter.replaces {
        // Tasks of old keep their ids: they have the parameter that it stands in for, and not this one.
        #expect(parameter.defaultValue == nil && schema[replaced]?.defaultValue != nil)
        continue
      }
      if parameter.absence != nil {
        // Tasks of old keep their ids: they do not have it, and say nothing by that.
        #expect(parameter.defaultValue == nil && parameter.replaces == nil)
        continue
      }
      switch (parameter.kind, parameter.defaultValue) {
      case (.integer(let range), .integer(let value)): #expect(range.contains(value))
      case (.real(let range, let aboveLower), .real(let value)):
        #expect(range.contains(value) && !(aboveLower && value == range.lowerBound))
      case (.list, let value?), (.either, let value?): #expect(parameter.kind.coerced(value) == value)
      case (.choice(let words), .text(let word)): #expect(words.contains(word))
      case (.boolean, .boolean): break
      default: Issue.record("\(parameter.name) has a default of another type")
      }
    }
  }

  @Test func `the documentation's example is the one that compiles here, and it works`() throws {
    let code = try String(
      contentsOf: Checkout.file("Tests/ExperimentsTests/PiExperiment.swift"), encoding: .utf8)
    let page = Checkout.file("docs/adding-an-experiment.md")
    #expect(try String(contentsOf: page, encoding: .utf8).contains("```swift\n\(code)```"))

    let context = RecordingContext(PiExperiment())
    let metrics = try PiExperiment().run(context)
    #expect(try #require(metrics["error"]) < 0.02)
    #expect(context.steps == Array(stride(from: 10_000, through: 100_000, by: 10_000)))
  }
}
