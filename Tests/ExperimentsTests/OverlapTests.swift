import Foundation
import SweepModel
import Testing

@testable import Experiments

struct OverlapTests {
  private let experiment = OverlapExperiment()

  private func overlap(_ given: Parameters) throws -> [String: Double] {
    let context = RecordingContext(experiment, given)
    try experiment.validate(context.parameters)
    return try experiment.run(context)
  }

  // One pair from the middle pixel at 0.5, 1, 2, 3 and 4 px, three digits, computed independently.
  static let table: [(sigma: Double, overlaps: [Double])] = [
    (0.1, [0.0439, 5.27e-6, 1.39e-11, 1.02e-27, 3.72e-44]),
    (0.3, [0.726, 0.351, 0.0622, 0.00136, 1.49e-5]),
    (0.5, [0.933, 0.768, 0.368, 0.104, 0.0183]),
    (0.7, [0.969, 0.88, 0.6, 0.317, 0.13]),
    (1.0, [0.984, 0.939, 0.779, 0.570, 0.368]),
  ]

  @Test(arguments: table)
  func `one pair from the middle pixel has the reference overlap`(_ row: (sigma: Double, overlaps: [Double]))
    throws
  {
    for (distance, expected) in zip([0.5, 1, 2, 3, 4], row.overlaps) {
      let metrics = try overlap([
        "sigma": .real(row.sigma), "distance": .real(distance), "tiling": .boolean(false),
      ])
      let found = try #require(metrics["overlap"])
      // Half a unit of the third digit, at its largest relative to the value.
      #expect(abs(found / expected - 1) < 0.005, "\(found) at \(distance) px, expected \(expected)")
    }
  }

  @Test(arguments: [true, false])
  func `a bump overlaps itself by 1`(tiling: Bool) throws {
    for sigma in [0.05, 0.1, 1, 8] {
      let metrics = try overlap([
        "sigma": .real(sigma), "distance": .real(0), "tiling": .boolean(tiling),
      ])
      #expect(metrics == ["overlap": 1, "overlap-minimum": 1, "overlap-maximum": 1])
    }
  }

  @Test func `narrow bumps half a pixel apart overlap by more than 1 in the mean, wide ones do not`() throws {
    let narrow = try overlap(["sigma": .real(0.1), "distance": .real(0.5)])
    #expect(abs(try #require(narrow["overlap"]) - 8.07) < 0.005)
    #expect(abs(try #require(narrow["overlap-minimum"]) - 0.0439) < 0.0001)
    let wide = try overlap(["sigma": .real(0.3), "distance": .real(0.5)])
    #expect(abs(try #require(wide["overlap"]) - 0.8785) < 0.0001)
  }

  @Test func `along the diagonal the overlap is that of both axes together`() throws {
    for tiling in [true, false] {
      let axis = try overlap([
        "sigma": .real(0.3), "distance": .real(0.5), "tiling": .boolean(tiling),
      ])
      let diagonal = try overlap([
        "sigma": .real(0.3), "distance": .real(0.5 * 2.0.squareRoot()), "tiling": .boolean(tiling),
        "orientation": .text("diagonal"),
      ])
      let (expected, found) = (try #require(axis["overlap"]), try #require(diagonal["overlap"]))
      #expect(abs(found - expected * expected) < 1e-9)
    }
  }

  @Test func `wide bumps follow the continuum formula exp(-D^2 / (16 sigma^2))`() throws {
    for distance in [0.3, 1.1, 2.7, 4.9] {
      let found = try overlap(["sigma": .real(1), "distance": .real(distance)])["overlap"]
      #expect(abs(try #require(found) - exp(-distance * distance / 16)) < 1e-6)
    }
  }

  @Test(arguments: [9, 1e-6])
  func `distances that leave no pair, or too many, are refused`(distance: Double) {
    let error = #expect(throws: InvalidParameters.self) {
      try overlap(["distance": .real(distance)])
    }
    #expect(error?.parameter == "distance")
  }

  @Test func `every distance of a fine curve has at least one pair`() throws {
    for hundredth in 1...800 {
      let metrics = try overlap(["distance": .real(Double(hundredth) / 100), "sigma": .real(0.5)])
      let (least, mean, most) = (
        try #require(metrics["overlap-minimum"]), try #require(metrics["overlap"]),
        try #require(metrics["overlap-maximum"])
      )
      #expect(least <= mean * (1 + 1e-12) && mean <= most * (1 + 1e-12) && least > 0)
    }
  }
}
