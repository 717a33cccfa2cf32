import Datasets
import SweepModel
import Testing

@testable import Experiments

/// What experiments say a task computes, by what they count when they run.
@Suite struct WorkTests {
  private func work(_ name: String, _ given: Parameters) throws -> Double {
    let experiment = try #require(ExperimentCatalog.builtIn[name])
    return try #require(experiment.work(experiment.schema.defaults.merging(given) { $1 }))
  }

  @Test(arguments: [
    "concept-diffusion", "concept-theory", "diffusion", "identity", "identity-theory", "overlap",
    "percolation", "probe",
  ])
  func `every experiment says its work, a finite number above 0`(name: String) throws {
    let work = try work(name, [:])
    #expect(work > 0 && work.isFinite)
  }

  @Test func `training is proportional to batches and images, and grows with the network`() throws {
    let small: Parameters = [
      "image-size": .integer(8), "base-width": .integer(8), "batches": .integer(100_000),
      "evaluation-labels": .integer(4),
    ]
    let base = try work("diffusion", small)
    func ratio(_ given: Parameters) throws -> Double {
      try work("diffusion", small.merging(given) { $1 }) / base
    }
    #expect((1.9...2.1).contains(try ratio(["batches": .integer(200_000)])))
    #expect((1.9...2.1).contains(try ratio(["batch-size": .integer(128)])))
    // Weights are quadratic in the width, places in the image's edge.
    #expect((3...4.1).contains(try ratio(["base-width": .integer(16)])))
    #expect((15...70).contains(try ratio(["image-size": .integer(32)])))
    // The smoke test of three tasks that a day-long sweep was predicted from.
    #expect(
      try ratio(["image-size": .integer(32), "base-width": .integer(64), "batches": .integer(300_000)]) > 1000
    )
    #expect((0.9...1.1).contains(try ratio(["epochs": .real(100_000 * 64 / 64), "spacing": .real(1)])))
  }

  @Test func `drawing counts where there is little training`() throws {
    let given: Parameters = ["image-size": .integer(8), "base-width": .integer(8), "batches": .integer(1)]
    let ddim = try work("diffusion", given)
    let ddpm = try work("diffusion", given.merging(["sampler": .text("ddpm")]) { $1 })
    #expect((10...20).contains(ddpm / ddim))
  }

  @Test func `small networks count steps, samples and weights`() throws {
    let given: Parameters = [
      "model": .text("relu"), "depth": .integer(3), "dimension": .integer(32), "steps": .integer(100_000),
      "samples": .integer(500),
    ]
    let base = try work("identity", given)
    func ratio(_ change: Parameters) throws -> Double {
      try work("identity", given.merging(change) { $1 }) / base
    }
    #expect((1.9...2.1).contains(try ratio(["steps": .integer(200_000)])))
    #expect((1.8...2.1).contains(try ratio(["batch-size": .integer(256)])))
    #expect((3.5...4.5).contains(try ratio(["hidden": .integer(64), "dimension": .integer(64)])))
    #expect(try ratio(["training": .text("full-batch")]) > 5)
  }

  @Test func `percolation counts the neighbours that it has`() throws {
    let experiment = PercolationExperiment()
    func counted(_ given: Parameters) throws -> Double {
      let metrics = try experiment.run(RecordingContext(experiment, given))
      let points = pow2(given["image-size"]?.number ?? 32) * (given["lambda"]?.number ?? 1)
      return points * (1 + (try #require(metrics["connected-neighbours"])))
    }
    func pow2(_ number: Double) -> Double { number * number }
    let small: Parameters = ["sigma": .real(0.5)]
    for change: Parameters in [["sigma": .real(1)], ["lambda": .real(0.25)], ["image-size": .integer(64)]] {
      let given = small.merging(change) { $1 }
      let declared = try work("percolation", given) / (try work("percolation", small))
      let actual = try counted(given) / counted(small)
      #expect((0.6...1.7).contains(declared / actual), "\(change): \(declared) for \(actual)")
    }
  }
}
