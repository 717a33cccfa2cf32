import Datasets
import Foundation
import SweepModel
import Testing

@testable import Experiments

/// What the means and spreads of circles say, where a formula says it too.
struct ConceptTheoryTests {
  private let experiment = ConceptTheoryExperiment()

  private func metrics(_ given: Parameters) throws -> [String: Double] {
    try experiment.run(RecordingContext(experiment, given))
  }

  /// In the centre, on one background, without noise: nothing varies within a class.
  private static let still: Parameters = [
    "position-spread": .real(0), "background-low": .real(0.9), "background-high": .real(0.9),
    "pixel-noise": .real(0),
    "blur": .real(0), "image-size": .integer(64),
  ]

  @Test func `without nuisances mu is the difference of two images and sigma is 0`() throws {
    let signal = 0.4
    let metrics = try metrics(Self.still.merging(["colour-separation": .real(signal)]) { $1 })
    // A disc of diameter 0.7, in which two channels of three move by the signal, of a range of 2.
    let disc = Double.pi * 0.35 * 0.35
    let colour = (disc * 2 * (2 * signal) * (2 * signal) / 3).squareRoot()
    let ring = Double.pi * (0.35 * 0.35 - 0.15 * 0.15)
    let size = (ring * (pow(2 * (0.9 - 0.7), 2) + 2 * pow(2 * (0.9 - 0.3), 2)) / 3).squareRoot()
    #expect(try abs(#require(metrics["mu-colour"]) / colour - 1) < 0.02)
    #expect(try abs(#require(metrics["mu-size"]) / size - 1) < 0.02)
    #expect(try #require(metrics["sigma-colour"]) < 1e-6 && #require(metrics["sigma-size"]) < 1e-6)
    #expect(try abs(#require(metrics["ratio"]) / pow(colour / size, 2) - 1) < 0.05)
    #expect(metrics["colour-first"] == 0 && metrics["learned-order"] == 21)
  }

  @Test func `spreads count, and a stronger signal is learned sooner`() throws {
    let weak = try metrics(["colour-separation": .real(0.1)])
    let strong = try metrics(["colour-separation": .real(0.8)])
    let (low, high) = (try #require(weak["ratio"]), try #require(strong["ratio"]))
    #expect(low < high)
    for metrics in [weak, strong] {
      #expect(try #require(metrics["sigma-size"]) > 0.01)
      #expect(try abs(#require(metrics["cosine"])) <= 1)
      #expect(metrics["colour-first"] == (try #require(metrics["ratio"]) > 1 ? 1 : 0))
    }
  }

  @Test func `coordinates reach their share at the time of learning`() throws {
    let geometry = ConceptGeometry(
      CircleSource(CircleSpecification(), name: "circles") {
        RandomStream(seed: 1, replicate: 0, name: $0, task: nil)
      })
    let times = geometry.learning(share: 0.5).times
    for concept in 0..<2 {
      let time = try #require(times[concept])
      #expect(abs(geometry.coordinates(time)[concept] - 0.5) < 1e-12)
    }
  }
}
