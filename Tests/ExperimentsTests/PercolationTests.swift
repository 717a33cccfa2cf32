import Datasets
import SweepModel
import Testing

@testable import Experiments

struct PercolationTests {
  private let experiment = PercolationExperiment()

  private func run(_ given: Parameters, replicate: Int = 0) throws -> [String: Double] {
    try experiment.run(RecordingContext(experiment, given, replicate: replicate))
  }

  // Liang et al. 2024, settings of Figs 6c and 14b. The counts were made independently, by rendering.
  static let neighbours: [(sigma: Double, threshold: Double, count: Double)] = [
    (0.1, 0.005, 0), (0.2, 0.005, 4), (0.3, 0.005, 20), (0.4, 0.005, 44), (0.5, 0.005, 68),
    (0.6, 0.005, 96), (0.7, 0.005, 136), (0.8, 0.005, 176), (1.0, 0.005, 260), (1.5, 0.005, 592),
    (2.0, 0.005, 1068), (0.1, 0.05, 0), (0.3, 0.05, 12), (0.5, 0.05, 36), (1.0, 0.05, 144),
    (2.0, 0.05, 592),
  ]

  @Test(arguments: neighbours)
  func `a bump in the bulk has the published number of connected neighbours`(
    _ row: (sigma: Double, threshold: Double, count: Double)
  ) throws {
    let metrics = try run([
      "sigma": .real(row.sigma), "threshold": .real(row.threshold), "lambda": .real(0.1),
    ])
    #expect(metrics["connected-neighbours"] == row.count)
  }

  // Mean of 20 runs at threshold 0.005, from an independent implementation with other random numbers.
  static let reference: [(sigma: Double, ratios: [Double])] = [
    (0.1, [0.010, 0.005, 0.003, 0.002, 0.002, 0.002, 0.001, 0.001]),
    (0.2, [0.042, 0.038, 0.049, 0.078, 0.155, 0.555, 0.952, 0.996]),
    (0.3, [0.159, 0.648, 0.988, 0.999, 1.000, 1.000, 1.000, 1.000]),
  ]

  @Test(arguments: reference)
  func `mean largest clusters agree with the reference table`(_ row: (sigma: Double, ratios: [Double])) throws
  {
    for (index, expected) in row.ratios.enumerated() {
      let lambda = Double(index + 1) / 10
      let ratios = try (0..<20).map { replicate in
        let metrics = try run(
          ["sigma": .real(row.sigma), "lambda": .real(lambda)], replicate: replicate)
        return try #require(metrics["largest-cluster-ratio"])
      }
      let mean = ratios.reduce(0, +) / 20
      let variance = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19
      // Both means carry a standard error; four of the difference, and the rounding of the table.
      let tolerance = 4 * (2 * variance / 20).squareRoot() + 0.0006
      #expect(abs(mean - expected) <= tolerance, "sigma \(row.sigma) lambda \(lambda)")
    }
  }

  @Test(arguments: [
    (8, 1.0, 0.2, 0.6, 0.005), (8, 1.0, 0.3, 0.3, 0.05), (7, 0.5, 0.1, 0.5, 0.005),
    (6, 0.5, 0.15, 0.4, 0.2), (9, 1.5, 0.5, 0.5, 0.01), (10, 0.7, 0.2, 0.35, 0.3),
    (6, 0.35, 0.12, 0.3, 0.5), (12, 2.5, 0.6, 1.0, 0.005), (8, 1.0, 1.0, 0.2, 0.5),
  ])
  func `clusters equal those found by rendering every image and comparing every pair`(
    _ size: Int, _ spacing: Double, _ sigma: Double, _ lambda: Double, _ threshold: Double
  )
    throws
  {
    let grid = try BumpGrid(imageSize: size, spacing: spacing)
    for replicate in 0..<5 {
      let context = RecordingContext(
        experiment,
        [
          "image-size": .integer(size), "spacing": .real(spacing), "sigma": .real(sigma),
          "lambda": .real(lambda), "threshold": .real(threshold),
        ], replicate: replicate)
      let order = NestedOrder(count: grid.count, stream: context.sharedStream("subset-order"))
      let sites = Array(order.subset(lambda: lambda))
      let expected = RenderedBumps(grid: grid, sigma: sigma, sites: sites)
        .largestCluster(threshold: threshold)
      let metrics = try experiment.run(context)
      #expect(metrics["largest-cluster-ratio"] == Double(expected) / Double(sites.count))
      #expect(metrics["largest-cluster-ratio-of-grid"] == Double(expected) / Double(grid.count))
    }
  }

  @Test func `with four neighbours the largest cluster takes over at the site-percolation threshold`() throws
  {
    // Sigma 0.2 connects the four nearest neighbours alone, for which p_c = 0.592746.
    func mean(_ lambda: Double) throws -> Double {
      let ratios = try (0..<6).map { replicate in
        let metrics = try run(
          ["image-size": .integer(128), "sigma": .real(0.2), "lambda": .real(lambda)],
          replicate: replicate)
        return try #require(metrics["largest-cluster-ratio"])
      }
      return ratios.reduce(0, +) / 6
    }
    var (low, high) = (0.5, 0.7)
    while high - low > 0.002 {
      let middle = (low + high) / 2
      if try mean(middle) < 0.5 { low = middle } else { high = middle }
    }
    #expect((0.5727...0.6127).contains(low))
  }

  @Test func `the dense grid of a tenth of a pixel runs and is one cluster`() throws {
    let metrics = try run(["spacing": .real(0.1), "lambda": .real(0.5)])
    #expect(metrics["largest-cluster-ratio"] == 1)
    #expect(metrics["largest-cluster-ratio-of-grid"] == 0.5)
  }

  @Test func `a long search asks whether to stop`() throws {
    let table = ConnectionTable(
      grid: try BumpGrid(imageSize: 32, spacing: 0.1), profile: BumpProfile(sigma: 1), threshold: 0.000001)
    // The first corner is connected with none of the last rows, so no offset ends the search early.
    let sites = [0] + Array(101_400..<102_400)
    #expect(throws: TaskInterrupted.self) {
      try BumpClusters.largest(of: sites, in: table) { throw TaskInterrupted() }
    }
  }
}
